using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Zones;

/// <summary>
/// The first zone: what sources gave, byte for byte, never rewritten. A connector stages bytes, hashes them on the way, and lands
/// them with <see cref="LandAsync"/>; later steps see them once the connector's step commits (<see cref="PublishAsync"/>).
/// Objects that a crashed step had already landed are adopted by its rerun.
/// </summary>
public sealed class LandingZone(IObjectStore objects, MetadataStore metadata)
{
    private const string Columns = """
        id AS "Id", source AS "Source", source_uri AS "SourceUri", object_key AS "Key", size AS "Size", sha256 AS "Sha256",
        media_type AS "MediaType", source_modified_at AS "SourceModifiedAt", row_count AS "RowCount",
        properties::text AS "Properties", run_id AS "RunId"
        """;

    /// <summary>The store that holds the bytes.</summary>
    public IObjectStore Objects { get; } = objects;

    /// <summary>The key of content: <c>landing/{source}/{first two of hash}/{hash}/{name}</c>; name is foreign text made safe.</summary>
    public static string KeyFor(string source, string sha256, string name) =>
        ObjectKey.Check($"landing/{ObjectKey.Segment(source)}/{sha256[..2]}/{sha256}/{ObjectKey.Segment(name)}");

    /// <summary>What landed last from a URI, published or not, or null. Compare size and time with it before copying again.</summary>
    public async Task<LandedObject?> FindLatestAsync(string source, string sourceUri, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @source AND source_uri = @sourceUri ORDER BY id DESC LIMIT 1", new { source, sourceUri });
        return row?.ToObject();
    }

    /// <summary>The latest object of every URI of a feed, published or not: one query for a connector that lists a whole folder.</summary>
    public async Task<IReadOnlyDictionary<string, LandedObject>> LatestByUriAsync(string source, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"SELECT DISTINCT ON (source_uri) {Columns} FROM lake.landing_object WHERE source = @source ORDER BY source_uri, id DESC", new { source });
        return rows.Select(r => r.ToObject()).ToDictionary(o => o.SourceUri, StringComparer.Ordinal);
    }

    /// <summary>All published objects of a feed in the order they landed.</summary>
    public async Task<IReadOnlyList<LandedObject>> ListAsync(string source, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @source AND published_at IS NOT NULL ORDER BY id", new { source });
        return [.. rows.Select(r => r.ToObject())];
    }

    /// <summary>The object at a key, or null.</summary>
    public async Task<LandedObject?> FindByKeyAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM lake.landing_object WHERE object_key = @key ORDER BY id LIMIT 1", new { key });
        return row?.ToObject();
    }

    /// <summary>
    /// Makes staged bytes an object of landing and notes it in the index, not yet published. Content that the same URI gave
    /// before is not written again.
    /// </summary>
    /// <returns>The object as the index has it, and whether it is new.</returns>
    public async Task<(LandedObject Object, bool IsNew)> LandAsync(StagedObject staged, LandingDraft draft, CancellationToken cancellationToken = default)
    {
        var key = KeyFor(draft.Source, draft.Sha256, draft.Name);
        await staged.CommitAsync(key, draft.ToObjectMetadata(), onlyIfAbsent: true, cancellationToken);
        await using var command = metadata.DataSource.CreateCommand("""
            INSERT INTO lake.landing_object (source, source_uri, object_key, size, sha256, media_type, source_modified_at, row_count, properties, run_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (source, source_uri, sha256) DO NOTHING RETURNING id
            """);
        var p = command.Parameters;
        p.Add(new() { Value = draft.Source });
        p.Add(new() { Value = draft.SourceUri });
        p.Add(new() { Value = key });
        p.Add(new() { Value = draft.Size });
        p.Add(new() { Value = draft.Sha256 });
        p.Add(new() { Value = draft.MediaType });
        p.Add(new() { Value = (object?)draft.SourceModifiedAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        p.Add(new() { Value = (object?)draft.RowCount ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        p.Add(new() { Value = draft.Properties.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        p.Add(new() { Value = draft.RunId });
        var isNew = await command.ExecuteScalarAsync(cancellationToken) is long;
        return (await FindAsync(draft, cancellationToken), isNew);
    }

    /// <summary>Publishes, inside the step's one transaction, everything of the feed that landed and was not published yet.</summary>
    /// <returns>How many objects became visible.</returns>
    public static async Task<int> PublishAsync(MetadataTransaction transaction, string source, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE lake.landing_object SET published_at = clock_timestamp() WHERE source = $1 AND published_at IS NULL", transaction.Connection);
        command.Parameters.Add(new() { Value = source });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<LandedObject> FindAsync(LandingDraft draft, CancellationToken cancellationToken)
    {
        await using var connection = await metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleAsync<Row>(
            $"SELECT {Columns} FROM lake.landing_object WHERE source = @Source AND source_uri = @SourceUri AND sha256 = @Sha256",
            new { draft.Source, draft.SourceUri, draft.Sha256 });
        return row.ToObject();
    }

    private sealed record Row(
        long Id, string Source, string SourceUri, string Key, long Size, string Sha256, string MediaType,
        DateTime? SourceModifiedAt, long? RowCount, string Properties, Guid RunId)
    {
        public LandedObject ToObject() => new(
            Id, Source, SourceUri, Key, Size, Sha256, MediaType, SourceModifiedAt is { } t ? new DateTimeOffset(t, TimeSpan.Zero) : null,
            RowCount, JsonNode.Parse(Properties)!.AsObject(), RunId);
    }
}
