using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Zones;

/// <summary>
/// The first zone: what sources gave, byte for byte; only an erasure empties lines of it. A connector stages bytes, hashes them
/// on the way, and lands
/// them with <see cref="LandAsync"/>; later steps see them once the connector's step commits (<see cref="PublishAsync"/>).
/// Objects that a crashed step had already landed are adopted by its rerun.
/// </summary>
public sealed class LandingZone(IObjectStore objects, MetadataStore metadata)
{
    private const string Columns = """
        id AS "Id", source AS "Source", source_uri AS "SourceUri", object_key AS "Key", size AS "Size", sha256 AS "Sha256",
        media_type AS "MediaType", source_modified_at AS "SourceModifiedAt", row_count AS "RowCount",
        properties::text AS "Properties", run_id AS "RunId", stored_sha256 AS "StoredSha256", stored_key AS "StoredKey", rewritten_at AS "RewrittenAt"
        """;

    /// <summary>The store that holds the bytes.</summary>
    public IObjectStore Objects { get; } = objects;

    /// <summary>
    /// The key of content: <c>landing/{source}/{first two of hash}/{hash}/{name}</c>; name is foreign text made safe.
    /// </summary>
    public static string KeyFor(string source, string sha256, string name) =>
        ObjectKey.Check($"landing/{ObjectKey.Segment(source)}/{sha256[..2]}/{sha256}/{ObjectKey.Segment(name)}");

    /// <summary>
    /// What landed last from a URI, published or not, or null. Compare size and time with it before copying again.
    /// </summary>
    public async Task<LandedObject?> FindLatestAsync(
        string source,
        string sourceUri,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @source AND source_uri = @sourceUri ORDER BY id DESC LIMIT 1",
            new { source, sourceUri }
        );
        return row?.ToObject();
    }

    /// <summary>
    /// The latest object of every URI of a feed, published or not: one query for a connector that lists a whole folder.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, LandedObject>> LatestByUriAsync(
        string source,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"SELECT DISTINCT ON (source_uri) {Columns} FROM lake.landing_object WHERE source = @source ORDER BY source_uri, id DESC",
            new { source }
        );
        return rows.Select(r => r.ToObject()).ToDictionary(o => o.SourceUri, StringComparer.Ordinal);
    }

    /// <summary>All published objects of a feed in the order they landed.</summary>
    public async Task<IReadOnlyList<LandedObject>> ListAsync(
        string source,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @source AND published_at IS NOT NULL ORDER BY id",
            new { source }
        );
        return [.. rows.Select(r => r.ToObject())];
    }

    /// <summary>What an interrupted step of a feed landed and never published, in the order it landed.</summary>
    public async Task<IReadOnlyList<LandedObject>> ListUnpublishedAsync(
        string source,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @source AND published_at IS NULL ORDER BY id",
            new { source }
        );
        return [.. rows.Select(r => r.ToObject())];
    }

    /// <summary>
    /// Forgets objects that were never published, because what they answered is no longer asked. Their bytes stay at their keys,
    /// which hold their hash, and are adopted when the same content lands again.
    /// </summary>
    public async Task ForgetUnpublishedAsync(IEnumerable<long> ids, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "DELETE FROM lake.landing_object WHERE published_at IS NULL AND id = ANY(@ids)",
            new { ids = ids.ToArray() }
        );
    }

    /// <summary>The object at a key, or null.</summary>
    public async Task<LandedObject?> FindByKeyAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE object_key = @key ORDER BY id LIMIT 1",
            new { key }
        );
        return row?.ToObject();
    }

    /// <summary>
    /// Makes staged bytes an object of landing and notes it in the index, not yet published. Content that the same URI gave
    /// before is not written again.
    /// </summary>
    /// <returns>The object as the index has it, and whether it is new.</returns>
    public async Task<(LandedObject Object, bool IsNew)> LandAsync(
        StagedObject staged,
        LandingDraft draft,
        CancellationToken cancellationToken = default
    )
    {
        await staged.CommitAsync(KeyOf(draft), draft.ToObjectMetadata(), onlyIfAbsent: true, cancellationToken);
        var isNew = (await IndexAsync([draft], cancellationToken))[0];
        return (await FindAsync(draft, cancellationToken), isNew);
    }

    /// <summary>
    /// The first half of <see cref="LandAsync"/>, for connectors that land many small files: makes staged bytes durable
    /// objects, all
    /// at once. They are not in landing before <see cref="IndexAsync"/> notes them; what a crash leaves in between is found
    /// again by
    /// its hash.
    /// </summary>
    /// <returns>For each, in their order, why it could not be stored; null when it was.</returns>
    public async Task<IReadOnlyList<Exception?>> StoreAsync(
        IReadOnlyList<(LandingDraft Draft, StagedObject Staged)> files,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var (_, staged) in files)
            await staged.CloseAsync();
        return await Objects.AdoptAllAsync(
            [.. files.Select(f => new FileToAdopt(f.Staged.LocalPath, KeyOf(f.Draft), f.Draft.ToObjectMetadata()))],
            cancellationToken
        );
    }

    /// <summary>
    /// The second half: notes stored objects in the index in one statement, not yet published. Content that its URI gave
    /// before gets the source's latest modification time, and where the URI gave something else meanwhile it moves to the end,
    /// so that the latest object of a URI is always what the source has now.
    /// </summary>
    /// <returns>For each draft, in their order, whether it is new.</returns>
    public async Task<IReadOnlyList<bool>> IndexAsync(
        IReadOnlyList<LandingDraft> drafts,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await LandingIndex.NoteAsync(connection, drafts, cancellationToken);
    }

    /// <summary>
    /// Publishes, inside the step's one transaction, everything of the feed that landed and was not published yet.
    /// </summary>
    /// <returns>How many objects became visible.</returns>
    public static Task<int> PublishAsync(
        MetadataTransaction transaction,
        string source,
        CancellationToken cancellationToken = default
    ) => PublishAsync(transaction, source, null, cancellationToken);

    /// <summary>
    /// The same, and notes the run, with which they can be retracted; without it that is the run they landed in.
    /// </summary>
    public static Task<int> PublishAsync(
        MetadataTransaction transaction,
        string source,
        Guid? runId,
        CancellationToken cancellationToken = default
    ) => PublishAsync(transaction, source, runId, null, cancellationToken);

    /// <summary>Publishes some objects of the feed, where others land in it at the same time.</summary>
    /// <param name="transaction">The step's transaction.</param>
    /// <param name="source">The feed.</param>
    /// <param name="runId">The run that publishes.</param>
    /// <param name="ids">The objects; null: all that were not published yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<int> PublishAsync(
        MetadataTransaction transaction,
        string source,
        Guid? runId,
        IReadOnlyCollection<long>? ids,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "UPDATE lake.landing_object SET published_at = clock_timestamp(), published_by = $2 WHERE source = $1 AND published_at IS NULL AND ($3 IS NULL OR id = ANY ($3))",
            transaction.Connection
        );
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = (object?)runId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(
            new()
            {
                Value = (object?)ids?.ToArray() ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            }
        );
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string KeyOf(LandingDraft draft) => KeyFor(draft.Source, draft.Sha256, draft.Name);

    private async Task<LandedObject> FindAsync(LandingDraft draft, CancellationToken cancellationToken)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @Source AND source_uri = @SourceUri AND sha256 = @Sha256",
            new
            {
                draft.Source,
                draft.SourceUri,
                draft.Sha256,
            }
        );
        return row.ToObject();
    }

    private sealed record Row(
        long Id,
        string Source,
        string SourceUri,
        string Key,
        long Size,
        string Sha256,
        string MediaType,
        DateTime? SourceModifiedAt,
        long? RowCount,
        string Properties,
        Guid RunId,
        string? StoredSha256,
        string? StoredKey,
        DateTime? RewrittenAt
    )
    {
        public LandedObject ToObject() =>
            new(
                Id,
                Source,
                SourceUri,
                Key,
                Size,
                Sha256,
                MediaType,
                SourceModifiedAt is { } t ? new DateTimeOffset(t, TimeSpan.Zero) : null,
                RowCount,
                JsonNode.Parse(Properties)!.AsObject(),
                RunId
            )
            {
                StoredSha256 = StoredSha256,
                StoredKey = StoredKey,
                RewrittenAt = RewrittenAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null,
            };
    }
}
