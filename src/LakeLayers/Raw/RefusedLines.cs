using System.Text.Json;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>Collects refused lines in a scratch file and writes them as rows of the quarantine table.</summary>
internal sealed class RefusedLines(LakeJob job, Guid runId, DateTimeOffset now)
{
    // A text of 1 MB of which each byte is escaped, and the rest of the line.
    private const int MaxLine = 8 << 20;

    private readonly string _path = Path.Combine(job.Folder, "refused.ndjson");

    public long Count { get; private set; }

    public async Task AddAsync(
        LandedObject landed,
        IReadOnlyList<RefusedLine> lines,
        CancellationToken cancellationToken
    )
    {
        if (lines.Count == 0)
            return;
        await File.AppendAllLinesAsync(
            _path,
            lines.Select(l =>
                JsonSerializer.Serialize(
                    new
                    {
                        uri = landed.SourceUri,
                        position = l.Position,
                        key = landed.Key,
                        reason = l.Reason,
                        text = l.Text,
                        field = l.Field,
                        id = l.Id,
                    }
                )
            ),
            cancellationToken
        );
        Count += lines.Count;
    }

    public Task<WrittenTable> WriteAsync(TableName quarantine, CancellationToken cancellationToken)
    {
        const string Columns =
            "{uri: 'VARCHAR', position: 'BIGINT', key: 'VARCHAR', reason: 'VARCHAR', text: 'VARCHAR', "
            + "field: 'VARCHAR', id: 'VARCHAR'}";
        var source =
            Count > 0
                ? $"read_ndjson({Sql.Literal(_path)}, columns = {Columns}, maximum_object_size = {MaxLine})"
                : "(SELECT ''::VARCHAR AS uri, 0::BIGINT AS position, '' AS key, '' AS reason, '' AS text, "
                    + "''::VARCHAR AS field, ''::VARCHAR AS id WHERE false)";
        return job.WriteAsync(
            quarantine,
            $"""
            SELECT reason AS _reason, field AS _column, id AS _id, text AS _text, uri AS _source_uri,
                position AS _source_position, key AS _landing_key,
                {Sql.Literal(runId.ToString())} AS _run_id, {Sql.Literal(
                now.UtcDateTime.ToString("O")
            )}::TIMESTAMPTZ AS _ingested_at
            FROM {source}
            """,
            cancellationToken: cancellationToken
        );
    }
}
