using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// The step from landed JSON lines (plain, gzip or zstd) to a raw table: each published object of a feed that the table does not have
/// yet becomes Parquet files, rows in the order of lines, in one snapshot. Nothing new: nothing is committed.
/// <para>Columns are the documents' fields, the table's own first; a field that is named like a provenance column gets <c>_</c> behind it.
/// Types: string and ObjectId VARCHAR, int INTEGER, long BIGINT, double DOUBLE, bool BOOLEAN, date TIMESTAMPTZ, decimal128 DECIMAL(38,10)
/// (VARCHAR for the whole column when one value does not fit exactly), binary BLOB, documents STRUCT, arrays lists; anything else JSON.
/// A field seen only as null or missing is VARCHAR. Numbers of several types widen int → bigint → double (a bigint beyond 2^53 is rounded);
/// a column with a whole number that a bigint does not hold becomes VARCHAR, from 2^64 on DOUBLE; other mixtures of scalars become VARCHAR, mixtures with documents or arrays JSON. Documents gain fields, missing ones are NULL.
/// When a column changes to a type that the files already written cannot be read as by every engine (only int → bigint can), the table is
/// made anew from landing.</para>
/// <para>Provenance columns: <c>_source_uri</c>, <c>_source_position</c> (line, from 1), <c>_landing_key</c>, <c>_run_id</c>,
/// <c>_ingested_at</c>, <c>_row_hash</c> (XXH64 of the line without surrounding blanks, 16 hex digits).</para>
/// <para>Lines that are no JSON documents go to <c>quarantine.raw__name</c> with reason, number and text; the others go on.</para>
/// </summary>
public sealed class JsonLinesToRaw(Lake lake)
{
    private const int MaxAttempts = 4;

    /// <summary>Runs the step.</summary>
    /// <exception cref="UsageException">The table is not in zone raw, or its name is none.</exception>
    /// <exception cref="PenstockException">An object is truncated or does not have the rows that its connector counted; nothing was published.</exception>
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
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        await using var ingestion = new Ingestion(lake, options, table, scope, knowledge);
                        return await ingestion.RunAsync(ct);
                    }
                    catch (RetypeException) when (attempt < MaxAttempts)
                    {
                        // What the failed attempt learned about the data is in the knowledge.
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
        var pending = await PendingAsync(lake, options.Source, current, cancellationToken);
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
            Writes = [new PlannedWrite(table.ToString(), current is null ? "make" : "add", reason, rows, bytes)],
        };
    }

    /// <summary>What landed and is not in the table yet, in the order it landed.</summary>
    internal static async Task<List<LandedObject>> PendingAsync(
        Lake lake,
        string feed,
        TableSnapshot? current,
        CancellationToken cancellationToken
    )
    {
        var ingested = current?.Files.SelectMany(f => f.LandingKeys).ToHashSet() ?? [];
        return
        [
            .. (await lake.Landing.ListAsync(feed, cancellationToken))
                .DistinctBy(o => o.Key)
                .Where(o => !ingested.Contains(o.Key)),
        ];
    }

    private static TableName TableOf(JsonLinesToRawOptions options)
    {
        var table = TableName.Parse(options.Table);
        return table.Zone == "raw"
            ? table
            : throw new UsageException(
                "JSON lines are ingested into zone raw",
                options.Table,
                "name the table raw.<name>"
            );
    }
}
