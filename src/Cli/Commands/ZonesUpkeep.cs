using System.CommandLine;
using Npgsql;
using Penstock.Cli.Output;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.Warehouse.Loads;

namespace Penstock.Cli.Commands;

/// <summary>The parts of <c>penstock zones</c> that keep tables in shape: expire, sweep, compact, verify.</summary>
internal static class ZonesUpkeep
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only tell what would be done." };

    public static Command Expire()
    {
        var tables = new Argument<string[]>("tables")
        {
            Description = "The tables; all without any.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var age = new Option<string>("--older-than")
        {
            Description = "Keep younger snapshots (s, m, h, d, w).",
            DefaultValueFactory = _ => "7d",
        };
        var keep = new Option<int>("--keep")
        {
            Description = "Keep so many of the newest, whatever their age.",
            DefaultValueFactory = _ => 10,
        };
        return new Command(
            "expire",
            "Forget old snapshots; never the current one, nor one that a tag names or the warehouse was loaded from."
        )
        {
            tables,
            age,
            keep,
            DryRun,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                await using var warehouse = NpgsqlDataSource.Create(platform.Platform.WarehouseConnection);
                var expired = await new ExpireSnapshots(platform.Platform.Lake, TimeProvider.System).RunAsync(
                    new ExpireSnapshotsOptions
                    {
                        Tables = [.. parsed.GetValue(tables)?.Select(TableName.Parse) ?? []],
                        OlderThan = Quantities.Age(parsed.GetRequiredValue(age), "--older-than"),
                        Keep = parsed.GetValue(keep),
                        Held = await LoadedSnapshots.ReadAsync(warehouse, cancellationToken),
                        DryRun = parsed.GetValue(DryRun),
                    },
                    cancellationToken
                );
                printer.Table(
                    ["table", "expired", "kept", "files to sweep", "bytes"],
                    expired.Select(e =>
                        (IReadOnlyList<object?>)
                            [
                                e.Table.ToString(),
                                new Figure(e.Expired.Count),
                                new Figure(e.Kept),
                                new Figure(e.Files),
                                printer.IsJson ? e.Bytes : Units.Bytes(e.Bytes),
                            ]
                    )
                );
                Told(
                    parsed,
                    printer,
                    expired.Count == 0 ? "no snapshot is old enough" : "penstock zones sweep removes the files"
                );
                return ExitCodes.Ok;
            }
        );
    }

    public static Command Sweep()
    {
        var age = new Option<string>("--older-than")
        {
            Description = "Leave younger objects alone: a step may be about to publish them (s, m, h, d, w).",
            DefaultValueFactory = _ => "1d",
        };
        return new Command("sweep", "Remove objects of the table zones that no table names; never of landing.")
        {
            age,
            DryRun,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var options = new SweepOptions
                {
                    OlderThan = Quantities.Age(parsed.GetRequiredValue(age), "--older-than"),
                    DryRun = parsed.GetValue(DryRun),
                };
                var swept = await new SweepOrphans(platform.Platform.Lake, TimeProvider.System).RunAsync(
                    options,
                    cancellationToken
                );
                printer.Table(
                    ["zone", "objects", "removed", "bytes", "too young"],
                    swept.Select(z =>
                        (IReadOnlyList<object?>)
                            [
                                z.Zone,
                                new Figure(z.Objects),
                                new Figure(z.Removed),
                                printer.IsJson ? z.Bytes : Units.Bytes(z.Bytes),
                                new Figure(z.Young),
                            ]
                    )
                );
                Told(parsed, printer, null);
                return ExitCodes.Ok;
            }
        );
    }

    public static Command Compact()
    {
        var table = new Argument<string>("table") { Description = "A table, for instance raw.transactions." };
        var size = new Option<string>("--target-size")
        {
            Description = "The size that files should have (MB, GB).",
            DefaultValueFactory = _ => "128MB",
        };
        return new Command(
            "compact",
            "Join a table's small files into larger ones and apply its deletes; rows and their order stay."
        )
        {
            table,
            size,
            DryRun,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var options = new CompactOptions(TableName.Parse(parsed.GetRequiredValue(table)))
                {
                    TargetBytes = Quantities.Bytes(parsed.GetRequiredValue(size), "--target-size"),
                    DryRun = parsed.GetValue(DryRun),
                };
                List<IReadOnlyList<object?>> rows = [];
                var result = await new CompactTable(platform.Platform.Lake).RunAsync(
                    options,
                    StepContext.Standalone("compact"),
                    cancellationToken
                );
                Row(
                    "(all)",
                    result.FilesBefore,
                    result.FilesAfter,
                    result.Rewritten,
                    result.BytesBefore,
                    result.BytesAfter
                );
                foreach (var p in result.Partitions)
                    Row(p.Partition ?? "(none)", p.FilesBefore, p.FilesAfter, p.Rewritten, p.BytesBefore, p.BytesAfter);
                string[] columns =
                [
                    "table",
                    .. result.Partitions.Count > 0 ? ["partition"] : Array.Empty<string>(),
                    "files before",
                    "files after",
                    "rewritten",
                    "bytes before",
                    "bytes after",
                    "snapshot",
                ];
                printer.Table(columns, rows);
                Told(parsed, printer, result.Rewritten == 0 ? "there is nothing to join" : null);
                return ExitCodes.Ok;

                void Row(string? partition, int before, int after, int rewritten, long bytesBefore, long bytesAfter) =>
                    rows.Add([
                        result.Table.ToString(),
                        .. result.Partitions.Count > 0 ? new object?[] { partition } : [],
                        new Figure(before),
                        new Figure(after),
                        new Figure(rewritten),
                        printer.IsJson ? bytesBefore : Units.Bytes(bytesBefore),
                        printer.IsJson ? bytesAfter : Units.Bytes(bytesAfter),
                        result.SnapshotId,
                    ]);
            }
        );
    }

    public static Command Verify()
    {
        var tables = new Argument<string[]>("tables")
        {
            Description = "The tables; all without any.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return new Command(
            "verify",
            "Read every file that tables name, now and in the past, and hold it against its size and checksum. Ends with 1 when one is damaged."
        )
        {
            tables,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var verified = await new VerifyTables(platform.Platform.Lake).RunAsync(
                    [.. parsed.GetValue(tables)?.Select(TableName.Parse) ?? []],
                    cancellationToken
                );
                printer.Table(
                    ["table", "files", "bytes", "without checksum", "damaged"],
                    verified.Select(v =>
                        (IReadOnlyList<object?>)
                            [
                                v.Table.ToString(),
                                new Figure(v.Files),
                                printer.IsJson ? v.Bytes : Units.Bytes(v.Bytes),
                                new Figure(v.Unknown),
                                new Figure(v.Damaged.Count),
                            ]
                    )
                );
                var damaged = verified.SelectMany(v => v.Damaged).ToList();
                foreach (var error in damaged)
                    printer.Note($"{error.Subject}: {error.What}");
                var unknown = verified.Sum(v => v.Unknown);
                printer.Note(
                    damaged.Count > 0 ? damaged[0].Next!
                    : unknown == 0 ? "all files are as they were written"
                    : $"all files are there; {Units.Count(unknown)} of them have no checksum, so that only their size is known"
                );
                return damaged.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );
    }

    private static void Told(ParseResult parsed, Printer printer, string? note)
    {
        if (parsed.GetValue(DryRun))
            printer.Note("nothing was changed (--dry-run)");
        else if (note is not null)
            printer.Note(note);
    }
}
