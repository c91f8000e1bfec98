using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Zones;

/// <summary>One object of the landing zone: exactly the bytes that a source gave.</summary>
/// <param name="Id">Grows in the order of landing.</param>
/// <param name="Source">The feed it belongs to, for instance <c>procedures</c>.</param>
/// <param name="SourceUri">Where the bytes came from, without credentials.</param>
/// <param name="Key">The object key; contains the hash.</param>
/// <param name="Size">Bytes as they landed.</param>
/// <param name="Sha256">Hash of the bytes as they landed, lower-case hex.</param>
/// <param name="MediaType"><c>application/pdf</c>, <c>application/x-ndjson+zstd</c>, <c>application/x-ndjson+gzip</c>, …</param>
/// <param name="SourceModifiedAt">The source's modification time, when it tells one.</param>
/// <param name="RowCount">Documents or lines in it, without erased ones, where it is made of rows.</param>
/// <param name="Properties">Whatever else the connector knows (the shape of the documents, the range read).</param>
/// <param name="RunId">The run that landed it.</param>
public sealed record LandedObject(
    long Id,
    string Source,
    string SourceUri,
    string Key,
    long Size,
    string Sha256,
    string MediaType,
    DateTimeOffset? SourceModifiedAt,
    long? RowCount,
    JsonObject Properties,
    Guid RunId
)
{
    /// <summary>Hash of the bytes after lines were erased out of them; null: they are those that the source gave.</summary>
    public string? StoredSha256 { get; init; }

    /// <summary>Where the bytes are, when not at <see cref="Key"/> yet.</summary>
    public string? StoredKey { get; init; }

    /// <summary>When lines were last erased.</summary>
    public DateTimeOffset? RewrittenAt { get; init; }
}
