using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Tables;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock quarantine</c>: rows that broke their contract.</summary>
internal static class QuarantineCommand
{
    public static Command Create() => new("quarantine", "Look at rows that broke their contract.") { List(), Show() };

    private static Command List()
    {
        var table = new Argument<string?>("table") { Description = "Only rows of this table, for instance refined.transactions.", Arity = ArgumentArity.ZeroOrOne };
        return new Command("ls", "List what is in quarantine, by table, rule and reason.") { table }
            .WithPlatform(async (parsed, platform, printer, cancellationToken) =>
            {
                TableName? only = parsed.GetValue(table) is { } name ? TableName.Parse(name) : null;
                var found = await new QuarantineQueries(platform.Platform.Lake).ListAsync(only, cancellationToken: cancellationToken);
                printer.Table(["table", "rule", "reason", "rows", "run", "at"], found.Select(q => (IReadOnlyList<object?>)
                    [q.Table.ToString(), q.Rule, q.Reason, new Figure(q.Rows), q.RunId.ToString(), q.At]));
                if (found.Count == 0) printer.Note("quarantine is empty");
                return ExitCodes.Ok;
            });
    }

    private static Command Show()
    {
        var table = new Argument<string>("table") { Description = "The rows' table, for instance refined.transactions." };
        var rule = new Option<string?>("--rule") { Description = "Only rows whose first broken rule has this name." };
        var limit = new Option<int>("--limit", "-n") { Description = "How many rows.", DefaultValueFactory = _ => 20 };
        return new Command("show", "Show rows in quarantine: reason, offending value, where they came from.") { table, rule, limit }
            .WithPlatform(async (parsed, platform, printer, cancellationToken) =>
            {
                var rows = await new QuarantineQueries(platform.Platform.Lake).ShowAsync(
                    TableName.Parse(parsed.GetRequiredValue(table)), parsed.GetValue(rule), limit: parsed.GetValue(limit), cancellationToken: cancellationToken);
                printer.Table(["reason", "column", "value", "row", "landing object", "line"], rows.Select(r => (IReadOnlyList<object?>)
                    [r.Reason, r.Column, r.Value, r.Row, r.LandingKey, r.SourcePosition]));
                return ExitCodes.Ok;
            });
    }
}
