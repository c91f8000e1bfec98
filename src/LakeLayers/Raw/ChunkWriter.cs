using Penstock.Core.Errors;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// Writes chunks of one object as Parquet files. DuckDB reads them as they landed where all values of a field are of one
/// kind; what it
/// refuses, and all else, is written anew first (<see cref="LineRewriter"/>). A line that even then cannot become a row is
/// found by
/// halving and refused by itself.
/// </summary>
internal sealed class ChunkWriter(
    LakeJob job,
    TableName table,
    LandedObject landed,
    RawColumns columns,
    RawKnowledge knowledge,
    IReadOnlyList<string> key,
    Guid runId,
    DateTimeOffset now
)
{
    private readonly ObjectShape _object = knowledge.Objects[landed.Key];
    private readonly LineRewriter _rewriter = new(
        columns,
        knowledge.IsExact || landed.Properties["shape"] is null,
        key
    );

    /// <summary>Writes the chunk and deletes its file.</summary>
    public async Task<(IReadOnlyList<WrittenTable> Written, IReadOnlyList<RefusedLine> Refused)> WriteAsync(
        LineChunk chunk,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (
                !_object.HasFaults
                && key.Count == 0
                && columns.Plain(chunk, landed, _object.Shape, runId, now) is { } plain
                && await TryAsync(chunk, plain, cancellationToken) is { } fast
            )
                return ([fast], []);
            List<WrittenTable> written = [];
            List<RefusedLine> refused = [];
            await RewriteAsync(chunk, written, refused, cancellationToken);
            return (written, refused);
        }
        finally
        {
            File.Delete(chunk.Path);
        }
    }

    private async Task RewriteAsync(
        LineChunk chunk,
        List<WrittenTable> written,
        List<RefusedLine> refused,
        CancellationToken cancellationToken
    )
    {
        var (good, bad) = await Task.Run(() => _rewriter.Run(chunk, cancellationToken), cancellationToken);
        if (good is null)
        {
            refused.AddRange(bad);
            return;
        }
        var all = await TryAsync(good, columns.Rewritten(good, landed, runId, now), cancellationToken);
        File.Delete(good.Path);
        if (all is not null)
        {
            written.Add(all);
            refused.AddRange(bad);
            return;
        }
        if (chunk.Rows == 1)
        {
            refused.AddRange(
                chunk.Lines().Select(l => NumberedLine.Of(l).Refuse(new("no row of the table can hold the document")))
            );
            return;
        }
        foreach (var half in chunk.Halves())
        {
            await RewriteAsync(half, written, refused, cancellationToken);
            File.Delete(half.Path);
        }
    }

    private async Task<WrittenTable?> TryAsync(LineChunk chunk, string query, CancellationToken cancellationToken)
    {
        try
        {
            var written = await job.WriteAsync(
                table,
                query,
                landingKey: landed.Key,
                cancellationToken: cancellationToken
            );
            if (written.Rows == chunk.Rows)
                return written;
            // Several documents in one line: DuckDB may take them for several rows.
            foreach (var file in written.Files)
                await job.Lake.Objects.DeleteAsync(file.Key, cancellationToken);
            return null;
        }
        catch (DuckDbException e)
            when (e.ErrorType
                    is DuckDbErrorType.InvalidInput
                        or DuckDbErrorType.Conversion
                        or DuckDbErrorType.OutOfRange
                        or DuckDbErrorType.Invalid
            )
        {
            return null;
        }
        catch (DuckDbException e) when (e.ErrorType == DuckDbErrorType.OutOfMemory)
        {
            throw new PenstockException(
                $"The memory was too little to write {chunk.Rows} lines as rows of {columns.Documents.Count} columns",
                $"{landed.Key} from {landed.SourceUri}",
                "Nothing was published",
                "raise lake.memoryLimit and run again",
                e
            );
        }
    }
}
