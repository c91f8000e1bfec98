using Npgsql;
using NpgsqlTypes;

namespace Penstock.LakeLayers.Zones;

/// <summary>
/// Writes many rows of the landing index at once: a round trip a row would cost more than copying a small file.
/// </summary>
internal static class LandingIndex
{
    // An object that another address gave before, and out of which lines were erased since, is what was left of it. Arrays go
    // in as one parameter each. Equal drafts are one row: ON CONFLICT cannot touch a row twice.
    private const string Note = """
        WITH draft AS (
            SELECT DISTINCT ON (source, source_uri, sha256) *
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[], $9::jsonb[], $10::uuid[])
                 WITH ORDINALITY AS d (source, source_uri, object_key, size, sha256, media_type, source_modified_at, row_count, properties, run_id, n)
            ORDER BY source, source_uri, sha256, n DESC)
        INSERT INTO lake.landing_object (source, source_uri, object_key, size, sha256, media_type, source_modified_at, row_count, properties, run_id, stored_sha256, stored_size, stored_key, rewritten_at)
        SELECT d.source, d.source_uri, d.object_key, d.size, d.sha256, d.media_type, d.source_modified_at, CASE WHEN r.rewritten_at IS NULL THEN d.row_count ELSE r.row_count END, d.properties, d.run_id,
            r.stored_sha256, r.stored_size, r.stored_key, r.rewritten_at
        FROM draft d LEFT JOIN LATERAL (SELECT * FROM lake.landing_object o WHERE o.object_key = d.object_key AND o.rewritten_at IS NOT NULL LIMIT 1) r ON true ORDER BY d.n
        ON CONFLICT (source, source_uri, sha256) DO UPDATE SET source_modified_at = excluded.source_modified_at
        RETURNING source, source_uri, sha256, xmax = 0
        """;

    private const string MoveToEnd = """
        UPDATE lake.landing_object AS o SET id = DEFAULT
        FROM unnest($1::text[], $2::text[], $3::text[]) AS d (source, source_uri, sha256)
        WHERE o.source = d.source AND o.source_uri = d.source_uri AND o.sha256 = d.sha256
          AND EXISTS (SELECT FROM lake.landing_object AS later WHERE later.source = o.source AND later.source_uri = o.source_uri AND later.id > o.id)
        """;

    public static async Task<IReadOnlyList<bool>> NoteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<LandingDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        var isNew = new Dictionary<(string, string, string), bool>(drafts.Count);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var note = new NpgsqlCommand(Note, connection, transaction))
        {
            Add(note, drafts, d => d.Source, NpgsqlDbType.Text);
            Add(note, drafts, d => d.SourceUri, NpgsqlDbType.Text);
            Add(note, drafts, d => LandingZone.KeyFor(d.Source, d.Sha256, d.Name), NpgsqlDbType.Text);
            Add(note, drafts, d => d.Size, NpgsqlDbType.Bigint);
            Add(note, drafts, d => d.Sha256, NpgsqlDbType.Text);
            Add(note, drafts, d => d.MediaType, NpgsqlDbType.Text);
            Add(note, drafts, d => d.SourceModifiedAt?.UtcDateTime, NpgsqlDbType.TimestampTz);
            Add(note, drafts, d => d.RowCount, NpgsqlDbType.Bigint);
            Add(note, drafts, d => d.Properties.ToJsonString(), NpgsqlDbType.Jsonb);
            Add(note, drafts, d => d.RunId, NpgsqlDbType.Uuid);
            await using var reader = await note.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                isNew[(reader.GetString(0), reader.GetString(1), reader.GetString(2))] = reader.GetBoolean(3);
        }

        var seenBefore = drafts.Where(d => !isNew[(d.Source, d.SourceUri, d.Sha256)]).ToList();
        if (seenBefore.Count > 0)
        {
            await using var move = new NpgsqlCommand(MoveToEnd, connection, transaction);
            Add(move, seenBefore, d => d.Source, NpgsqlDbType.Text);
            Add(move, seenBefore, d => d.SourceUri, NpgsqlDbType.Text);
            Add(move, seenBefore, d => d.Sha256, NpgsqlDbType.Text);
            await move.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return [.. drafts.Select(d => isNew[(d.Source, d.SourceUri, d.Sha256)])];
    }

    private static void Add<T>(
        NpgsqlCommand command,
        IReadOnlyList<LandingDraft> drafts,
        Func<LandingDraft, T> value,
        NpgsqlDbType type
    ) =>
        command.Parameters.Add(
            new() { Value = drafts.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type }
        );
}
