using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Stale;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock zones</c>: what is in the lake.</summary>
internal static class ZonesCommand
{
    public static Command Create() =>
        new("zones", "Look into the zones of the lake, and keep its tables in shape.")
        {
            List(),
            Head(),
            Sql(),
            Past(),
            ZonesProfile.Create(),
            ZonesAttach.Create(),
            ZonesUpkeep.Compact(),
            ZonesUpkeep.Expire(),
            ZonesUpkeep.Sweep(),
            ZonesUpkeep.Verify(),
        };

    private static Command List() =>
        new Command("ls", "List the feeds of landing and the tables of the other zones.").WithPlatform(
            async (_, platform, printer, cancellationToken) =>
            {
                var tables = await new ZoneQueries(platform.Platform.Lake).ListAsync(cancellationToken);
                printer.Table(
                    ["zone", "name", "rows", "bytes", "files", "snapshot", "changed", "stale since"],
                    tables.Select(t =>
                        (IReadOnlyList<object?>)
                            [
                                t.Zone,
                                t.Name,
                                t.Rows is { } n ? new Figure(n) : null,
                                printer.IsJson ? t.Bytes : Units.Bytes(t.Bytes),
                                new Figure(t.Files),
                                t.SnapshotId,
                                t.ChangedAt,
                                t.StaleSince,
                            ]
                    )
                );
                foreach (var stale in await new StaleDatasets(platform.Platform.Metadata).ListAsync(cancellationToken))
                    printer.Note(
                        $"stale: {stale.Dataset}, made from what run {stale.RunId} published, which was retracted; run its workflow again"
                    );
                return ExitCodes.Ok;
            }
        );

    private static Command Head()
    {
        var table = new Argument<string>("table") { Description = "A table, for instance refined.transactions." };
        var rows = new Option<int>("--rows", "-n") { Description = "How many rows.", DefaultValueFactory = _ => 10 };
        return new Command("head", "Print the first rows of a table.") { table, rows }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var result = await new ZoneQueries(platform.Platform.Lake).HeadAsync(
                    TableName.Parse(parsed.GetRequiredValue(table)),
                    parsed.GetValue(rows),
                    cancellationToken
                );
                Print(result, printer);
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Sql()
    {
        var sql = new Argument<string>("query")
        {
            Description = "A SELECT over tables named zone.table, in DuckDB's SQL.",
        };
        var rows = new Option<int>("--rows", "-n")
        {
            Description = "The most rows to print.",
            DefaultValueFactory = _ => 1000,
        };
        var asOf = new Option<string>("--as-of")
        {
            Description =
                "Read the tables as they were: a time (2026-11-21T08:00, UTC), a snapshot, or a run (when it had published).",
        };
        return new Command("sql", "Query the tables of the lake; nothing can be changed.")
        {
            sql,
            rows,
            asOf,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var lake = platform.Platform.Lake;
                var time = parsed.GetValue(asOf) is { } text
                    ? await new History(lake).TimeOfAsync(text, cancellationToken)
                    : (DateTimeOffset?)null;
                Print(
                    await new ZoneQueries(lake).SqlAsync(
                        parsed.GetRequiredValue(sql),
                        parsed.GetValue(rows),
                        time,
                        cancellationToken
                    ),
                    printer
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Past()
    {
        var table = new Argument<string>("table")
        {
            Description = "A table or a view, for instance refined.transactions.",
        };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "How many snapshots, the newest first.",
            DefaultValueFactory = _ => 50,
        };
        return new Command("history", "List the snapshots that a table had, or the queries that a view was.")
        {
            table,
            limit,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var (name, history) = (
                    TableName.Parse(parsed.GetRequiredValue(table)),
                    new History(platform.Platform.Lake)
                );
                var snapshots = await history.ListAsync(name, parsed.GetValue(limit), cancellationToken);
                if (
                    snapshots.Count == 0
                    || await platform.Platform.Lake.Views.FindAsync(name, cancellationToken) is not null
                )
                {
                    var views = await history.ListViewAsync(name, parsed.GetValue(limit), cancellationToken);
                    printer.Table(
                        ["published", "run", "query", "retracted"],
                        views.Select(v =>
                            (IReadOnlyList<object?>)
                                [v.CommittedAt, v.RunId, v.Sql?.Trim() ?? "became a table", v.RetractedAt]
                        )
                    );
                    return ExitCodes.Ok;
                }
                printer.Table(
                    ["snapshot", "published", "run", "rows added", "rows removed", "retracted"],
                    snapshots.Select(s =>
                        (IReadOnlyList<object?>)
                            [
                                s.Id,
                                s.CommittedAt,
                                s.RunId,
                                new Figure(s.RowsAdded),
                                new Figure(s.RowsRemoved),
                                s.RetractedAt,
                            ]
                    )
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static void Print(ZoneQueryResult result, Printer printer)
    {
        printer.Values([.. result.Columns.Select(c => c.Name)], result.Rows);
        if (result.IsTruncated)
            printer.Note($"only the first {Units.Count(result.Rows.Count)} rows; --rows prints more");
    }
}
