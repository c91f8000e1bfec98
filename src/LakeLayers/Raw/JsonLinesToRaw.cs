using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// The step from landed JSON lines (plain, gzip or zstd) to a raw table: each published object of a feed that the table does
/// not have
/// yet becomes Parquet files, rows in the order of lines, in one snapshot. Nothing new: nothing is committed.
/// <para>Columns are the documents' fields, the table's own first; see <see cref="ColumnNames"/> for their names. A column's
/// type depends on the set of
/// its values alone, not on their order nor on other columns. string and ObjectId VARCHAR, int INTEGER, long BIGINT, double
/// DOUBLE, bool
/// BOOLEAN, date TIMESTAMPTZ, decimal128 DECIMAL(38,10), binary BLOB, documents STRUCT, arrays lists; anything else JSON. A
/// field seen only as
/// null is VARCHAR until a value says its type. Numbers widen int → bigint → double where no digit is lost: a bigint beyond
/// 2^53 beside a
/// double, a number that neither holds, and a decimal that does not fit make the column VARCHAR, with the digits as they
/// came. Other mixtures of scalars become
/// VARCHAR, mixtures with documents or arrays JSON. So do objects of more than <see cref="RawType.MaxFields"/> different
/// fields, or with
/// fields that differ only in case, and what is nested deeper than <see cref="RawType.MaxNesting"/>. JSON is the text as it
/// came.
/// When a column changes to a type that the files already written cannot be read as by every engine (only int → bigint can),
/// the table is
/// made anew from landing.</para>
/// <para>Provenance columns: <c>_source_uri</c>, <c>_source_position</c> (line, from 1), <c>_landing_key</c>, <c>_run_id</c>,
/// <c>_ingested_at</c>, <c>_row_hash</c> (XXH64 of the line without surrounding blanks, 16 hex digits).</para>
/// <para>Lines that cannot be taken go to <c>quarantine.raw__name</c> with reason, field, <c>_id</c>, number and text; the
/// others go on.</para>
/// </summary>
public sealed class JsonLinesToRaw(Lake lake)
{
    /// <summary>Runs the step.</summary>
    /// <exception cref="UsageException">The table is not in zone raw, or its name is none.</exception>
    /// <exception cref="PenstockException">An object is truncated or does not have the rows that its connector counted;
    /// nothing was published.</exception>
    /// <exception cref="SnapshotConflictException">Another run ingested meanwhile; run again.</exception>
    public Task<JsonLinesToRawResult> RunAsync(
        JsonLinesToRawOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        var table = TableOf(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkBytes, 1);
        return lake.Steps.RunAsync(
            context,
            async (scope, ct) =>
            {
                var knowledge = new RawKnowledge();
                while (true)
                {
                    try
                    {
                        await using var ingestion = new Ingestion(lake, options, table, scope, knowledge);
                        return await ingestion.RunAsync(ct);
                    }
                    catch (RetypeException) when (!knowledge.IsExact)
                    {
                        knowledge.LookAtValues();
                    }
                }
            },
            cancellationToken
        );
    }

    /// <summary>What the step would do: looks at the index of landing, reads no object.</summary>
    /// <exception cref="UsageException">The table is not in zone raw, or its name is none.</exception>
    public async Task<StepPlan> PlanAsync(
        JsonLinesToRawOptions options,
        Forecast forecast,
        CancellationToken cancellationToken = default
    )
    {
        var table = TableOf(options);
        var landing = DatasetRef.Lake("landing", options.Source).Name;
        var current = await lake.Tables.FindCurrentAsync(table, cancellationToken);
        var pending = await PendingAsync(lake, options, current, cancellationToken);
        var coming = forecast.Find(landing);
        if (pending.Count == 0 && coming is null)
            return StepPlan.Skip("everything that landed is in it", landing);

        var rows = pending.All(o => o.RowCount is not null)
            ? pending.Sum(o => o.RowCount) + (coming is null ? 0 : coming.Written)
            : null;
        var bytes = ExpectedChange.Scale(current?.Bytes, current?.Rows ?? 0, rows);
        var reason = coming is null ? $"{pending.Count} landed objects are not in it yet" : $"{landing} would change";
        forecast.Expect(table.ToString(), new ExpectedChange(rows, rows + (current?.Rows ?? 0)));
        return new StepPlan(true, reason)
        {
            Reads = [landing],
            Rows = rows,
            Bytes = bytes,
            Writes =
            [
                new PlannedWrite(table.ToString(), current is null ? "make" : Verb(options.Write), reason, rows, bytes),
            ],
        };
    }

    /// <summary>What landed and is not in the table yet, in the order it landed; to replace the table: all of the last run
    /// that landed, if the table has not all of it.</summary>
    internal static async Task<List<LandedObject>> PendingAsync(
        Lake lake,
        JsonLinesToRawOptions options,
        TableSnapshot? current,
        CancellationToken cancellationToken
    )
    {
        var ingested = current?.Files.SelectMany(f => f.LandingKeys).ToHashSet() ?? [];
        var landed = (await lake.Landing.ListAsync(options.Source, cancellationToken)).DistinctBy(o => o.Key).ToList();
        if (options.Write != RawWrite.Replace)
            return [.. landed.Where(o => !ingested.Contains(o.Key))];
        var last = landed.Where(o => o.RunId == landed.MaxBy(l => l.Id)!.RunId).ToList();
        return last.All(o => ingested.Contains(o.Key)) ? [] : last;
    }

    private static string Verb(RawWrite write) =>
        write switch
        {
            RawWrite.Replace => "make",
            RawWrite.Merge => "change",
            _ => "add",
        };

    private static TableName TableOf(JsonLinesToRawOptions options)
    {
        var table = TableName.Parse(options.Table);
        if (options.Write == RawWrite.Merge != options.Key.Count > 0)
            throw new UsageException(
                "Rows are merged by a key, and only then a key is used",
                $"write {options.Write}, key '{string.Join(", ", options.Key)}'",
                "give write Merge and the key's fields, for instance _id; or neither"
            );
        return table.Zone == "raw"
            ? table
            : throw new UsageException(
                "JSON lines are ingested into zone raw",
                options.Table,
                "name the table raw.<name>"
            );
    }
}
