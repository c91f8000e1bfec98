using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.LakeLayers.Diffs;
using Penstock.LakeLayers.Tables;
using Penstock.Pipelines;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock diff</c>: what became of a table's rows between two runs.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var table = new Argument<string>("table") { Description = "A table, for instance refined.transactions." };
        var from = new Argument<string>("from")
        {
            Description = "The state before: a run (when it had published), a snapshot, or a time.",
        };
        var to = new Argument<string>("to") { Description = "The state after." };
        var key = new Option<string[]>("--key", "-k")
        {
            Description =
                "The columns that make a row the same row. Default: what the table's contract, its model or a unique test says.",
            AllowMultipleArgumentsPerToken = true,
        };
        var whole = new Option<bool>("--whole-rows") { Description = "Compare whole rows, whatever is said of keys." };
        var sample = new Option<int>("--sample", "-n")
        {
            Description = "How many rows of each kind to show.",
            DefaultValueFactory = _ => 10,
        };
        return new Command(
            "diff",
            "Show the rows that were added, removed and changed between two states of a table; _run_id, _ingested_at and _quarantined_at make no difference."
        )
        {
            table,
            from,
            to,
            key,
            whole,
            sample,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var name = TableName.Parse(parsed.GetRequiredValue(table));
                var given = (parsed.GetValue(key) ?? [])
                    .SelectMany(k =>
                        k.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    )
                    .ToList();
                var options = new DiffOptions(name, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to))
                {
                    Key = given,
                    Keys =
                        given.Count > 0 || parsed.GetValue(whole)
                            ? []
                            : await KeysAsync(platform.Platform, name, cancellationToken),
                    Sample = parsed.GetValue(sample),
                };
                var diff = await new TableDiffs(platform.Platform.Lake).CompareAsync(options, cancellationToken);
                printer.Data(diff, d => Print(d, printer));
                return ExitCodes.Ok;
            }
        );
    }

    private static async Task<IReadOnlyList<DiffKey>> KeysAsync(
        Platform platform,
        TableName table,
        CancellationToken cancellationToken
    )
    {
        if (!Directory.Exists(platform.WorkflowsFolder))
            return [];
        return await DeclaredKeys.FindAsync(
            Directory.EnumerateDirectories(platform.WorkflowsFolder).Order(StringComparer.Ordinal),
            table,
            cancellationToken
        );
    }

    private static void Print(TableDiff diff, Printer printer)
    {
        foreach (var passed in diff.PassedOver)
            printer.Note($"not taken as the key: {passed}");
        printer.Note(
            $"snapshot {diff.From} -> {diff.To}, {(diff.Key.Count > 0 ? $"rows by {string.Join(", ", diff.Key)} ({diff.KeyFrom ?? "--key"})" : "whole rows")}"
        );
        printer.Table(
            ["added", "removed", "changed", "unchanged"],
            [
                [
                    new Figure(diff.Added),
                    new Figure(diff.Removed),
                    new Figure(diff.Changed),
                    new Figure(diff.Unchanged),
                ],
            ]
        );
        foreach (var column in diff.Columns)
            Console.Out.WriteLine($"column {column}");
        foreach (var (column, rows) in diff.ChangedBy.OrderByDescending(c => c.Value))
            Console.Out.WriteLine($"changed {column}: {Units.Count(rows)} rows");
        if (diff.Sample.Count == 0)
            return;
        var columns = diff.Sample.SelectMany(r => (r.After ?? r.Before)!.Keys).Distinct().ToList();
        printer.Values(
            [" ", .. columns],
            diff.Sample.Select(r => (IReadOnlyList<object?>)[Sign(r), .. columns.Select(c => Cell(r, c))])
        );
    }

    private static string Sign(RowChange row) =>
        (
            row.Kind switch
            {
                "added" => "+",
                "removed" => "-",
                _ => "~",
            }
        ) + (row.Times > 1 ? $"{row.Times}x" : "");

    private static object? Cell(RowChange row, string column)
    {
        if (row.Before is null || row.After is null)
            return (row.After ?? row.Before)![column];
        var (before, after) = (Printer.Exact(row.Before[column]), Printer.Exact(row.After[column]));
        return before == after ? row.After[column] : $"{before} -> {after}";
    }
}
