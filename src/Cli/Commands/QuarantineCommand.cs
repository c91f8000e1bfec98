using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Quarantine.Replaying;
using Penstock.LakeLayers.Query.ColumnLineage;
using Penstock.LakeLayers.Tables;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock quarantine</c>: rows that broke their contract, to be seen and judged again.</summary>
internal static class QuarantineCommand
{
    public static Command Create() =>
        new("quarantine", "Look at rows that broke their contract, and judge them again.") { List(), Show(), Replay() };

    private static Command List()
    {
        var table = new Argument<string?>("table")
        {
            Description = "Only rows of this table, for instance refined.transactions.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new Command("ls", "List what is in quarantine, by table, rule and reason.") { table }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                TableName? only = parsed.GetValue(table) is { } name ? TableName.Parse(name) : null;
                var found = await new QuarantineQueries(platform.Platform.Lake).ListAsync(
                    only,
                    cancellationToken: cancellationToken
                );
                printer.Table(
                    ["table", "rule", "reason", "rows", "run", "at"],
                    found.Select(q =>
                        (IReadOnlyList<object?>)
                            [q.Table.ToString(), q.Rule, q.Reason, new Figure(q.Rows), q.RunId.ToString(), q.At]
                    )
                );
                if (found.Count == 0)
                    printer.Note("quarantine is empty");
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Show()
    {
        var table = new Argument<string>("table")
        {
            Description = "The rows' table, for instance refined.transactions.",
        };
        var rule = new Option<string?>("--rule") { Description = "Only rows whose first broken rule has this name." };
        var limit = new Option<int>("--limit", "-n") { Description = "How many rows.", DefaultValueFactory = _ => 20 };
        return new Command("show", "Show rows in quarantine: reason, offending value, where they came from.")
        {
            table,
            rule,
            limit,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var rows = await new QuarantineQueries(platform.Platform.Lake).ShowAsync(
                    TableName.Parse(parsed.GetRequiredValue(table)),
                    parsed.GetValue(rule),
                    limit: parsed.GetValue(limit),
                    cancellationToken: cancellationToken
                );
                printer.Table(
                    ["reason", "column", "value", "row", "landing object", "line"],
                    rows.Select(r =>
                        (IReadOnlyList<object?>)[r.Reason, r.Column, r.Value, r.Row, r.LandingKey, r.SourcePosition]
                    )
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Replay()
    {
        var table = new Argument<string>("table")
        {
            Description = "The rows' table, for instance refined.transactions.",
        };
        var rule = new Option<string?>("--rule") { Description = "Only rows whose first broken rule has this name." };
        var workflow = new Option<string?>("--workflow", "-w")
        {
            Description =
                "The folder below workflows/ whose model makes the table. Default: the one that has such a model.",
        };
        var variables = new Option<string[]>("--var")
        {
            Description = "A value for {{ var('name') }}: name=value. May be given several times.",
        };
        return new Command(
            "replay",
            "Judge quarantined rows again after their contract or model was changed; those that pass now join the table."
        )
        {
            table,
            rule,
            workflow,
            variables,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var name = TableName.Parse(parsed.GetRequiredValue(table));
                var folder = parsed.GetValue(workflow) is { } given
                    ? platform.Platform.WorkflowFolder(given)
                    : FolderOf(platform.Platform.WorkflowsFolder, name);
                var options = new ReplayOptions(folder, name)
                {
                    Rule = parsed.GetValue(rule),
                    Variables = Pairs.Parse(parsed.GetValue(variables) ?? [], "--var"),
                };
                var warnings = new StepWarnings();
                var step = StepContext.Standalone("quarantine.replay") with
                {
                    Warnings = warnings,
                    Identity = StepIdentity.Standalone("quarantine.replay", Path.GetFileName(folder)),
                };
                var result = await new QuarantineReplay(
                    platform.Platform.Lake,
                    new ModelLineage(platform.Platform.Lake.Options).Of
                ).RunAsync(options, step, cancellationToken);
                printer.Data(result, r => Print(r, printer));
                warnings.Print(printer);
                return ExitCodes.Ok;
            }
        );
    }

    // By the files alone: a workflow with mistakes in it must not hinder another one.
    private static string FolderOf(string workflows, TableName table)
    {
        var found = !Directory.Exists(workflows)
            ? []
            : Directory
                .EnumerateDirectories(workflows)
                .Where(f =>
                    Directory.Exists(Path.Combine(f, "models"))
                    && Directory
                        .EnumerateFiles(Path.Combine(f, "models"), $"{table.Name}.sql", SearchOption.AllDirectories)
                        .Any()
                )
                .ToList();
        var withContract = found.Where(f => File.Exists(Path.Combine(f, "contracts", $"{table}.yml"))).ToList();
        return (withContract.Count == 1 ? withContract : found) is [var one]
            ? one
            : throw new UsageException(
                found.Count == 0
                    ? "No workflow has a model of that name"
                    : $"Several workflows have one: {string.Join(", ", found.Select(Path.GetFileName))}",
                $"{table}",
                "name the workflow with --workflow"
            );
    }

    private static void Print(ReplayResult result, Printer printer)
    {
        printer.Table(
            ["replayed", "added", "still refused", "left out", "displaced", "source gone", "snapshot"],
            [
                [
                    new Figure(result.Replayed),
                    new Figure(result.Added),
                    new Figure(result.Refused),
                    new Figure(result.LeftOut),
                    new Figure(result.Displaced),
                    new Figure(result.SourceGone),
                    result.SnapshotId,
                ],
            ]
        );
        printer.Note(
            result.HasChanged
                ? "tables made from it follow with the next run of the workflow"
                : "no row is judged otherwise than before; nothing was published"
        );
    }
}
