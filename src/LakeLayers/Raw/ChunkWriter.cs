using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// Writes chunks of one object as Parquet files. The plain way is tried first; a chunk that DuckDB refuses is screened line by line,
/// tried again, then read the careful way; what even that refuses is looked at for its real shape, and the run begins again with it.
/// </summary>
internal sealed class ChunkWriter(
    LakeJob job,
    TableName table,
    LandedObject landed,
    RawColumns columns,
    RawKnowledge knowledge,
    Guid runId,
    DateTimeOffset now
)
{
    private readonly FieldShape _shape = knowledge.ShapeOf(landed.Key);
    private bool _careful;

    /// <summary>Writes the chunk and deletes its file.</summary>
    public async Task<(WrittenTable? Written, IReadOnlyList<RefusedLine> Refused)> WriteAsync(
        LineChunk chunk,
        ShapeFinder shapes,
        CancellationToken cancellationToken
    )
    {
        if (await TryAsync(chunk, cancellationToken) is { Written: { } fast })
            return (Done(chunk, fast), []);
        var (good, bad) = LineScreen.Run(chunk, cancellationToken);
        if (good is null)
        {
            File.Delete(chunk.Path);
            return (null, bad);
        }
        if (bad.Count > 0 && await TryAsync(good, cancellationToken) is { Written: { } screened })
            return (Done(good, screened), bad);
        _careful = true;
        var (written, error) = await TryAsync(good, cancellationToken);
        if (written is not null)
            return (Done(good, written), bad);

        knowledge.DecimalsAsText |= error!.Contains(Scalars.InexactDecimal, StringComparison.Ordinal);
        knowledge.Surprises.Add(await shapes.OfChunkAsync(good, cancellationToken));
        knowledge.Surprises.Add(LargeNumbers.In(good, cancellationToken));
        throw new RetypeException(landed.Key, error);
    }

    private static WrittenTable Done(LineChunk chunk, WrittenTable written)
    {
        File.Delete(chunk.Path);
        return written;
    }

    private async Task<(WrittenTable? Written, string? Error)> TryAsync(
        LineChunk chunk,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var written = await job.WriteAsync(
                table,
                columns.Query(chunk, landed, _shape, runId, now, _careful),
                landingKey: landed.Key,
                cancellationToken: cancellationToken
            );
            if (written.Rows == chunk.Rows)
                return (written, null);
            // Several documents in one line: DuckDB may take them for several rows.
            foreach (var file in written.Files)
                await job.Lake.Objects.DeleteAsync(file.Key, cancellationToken);
            return (null, $"{chunk.Rows} lines gave {written.Rows} rows");
        }
        catch (DuckDbException e)
            when (e.ErrorType
                    is DuckDbErrorType.InvalidInput
                        or DuckDbErrorType.Conversion
                        or DuckDbErrorType.OutOfRange
                        or DuckDbErrorType.Invalid
            )
        {
            return (null, e.What);
        }
    }
}
