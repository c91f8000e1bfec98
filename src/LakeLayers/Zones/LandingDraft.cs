using System.Globalization;
using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Zones;

/// <summary>What a connector knows about bytes it is about to land. See <see cref="LandedObject"/> for the terms.</summary>
/// <param name="Source">The feed.</param>
/// <param name="SourceUri">Where the bytes came from, without credentials.</param>
/// <param name="Name">The last part of the key, made safe; for people.</param>
/// <param name="Size">Bytes as staged.</param>
/// <param name="Sha256">Hash of the bytes as staged, lower-case hex.</param>
/// <param name="MediaType">What they are.</param>
/// <param name="RunId">The run that lands them.</param>
public sealed record LandingDraft(
    string Source,
    string SourceUri,
    string Name,
    long Size,
    string Sha256,
    string MediaType,
    Guid RunId
)
{
    /// <summary>The source's modification time, when it tells one.</summary>
    public DateTimeOffset? SourceModifiedAt { get; init; }

    /// <summary>Documents or lines, where the bytes are made of rows.</summary>
    public long? RowCount { get; init; }

    /// <summary>Whatever else later steps can use.</summary>
    public JsonObject Properties { get; init; } = [];

    internal Dictionary<string, string> ToObjectMetadata()
    {
        // Header values are ASCII on the wire: a URI is escaped, the rest is plain already.
        var metadata = new Dictionary<string, string>
        {
            ["source-uri"] = Uri.EscapeDataString(SourceUri),
            ["sha256"] = Sha256,
            ["size"] = Size.ToString(CultureInfo.InvariantCulture),
            ["media-type"] = MediaType,
        };
        if (SourceModifiedAt is { } time)
            metadata["modified-at"] = time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return metadata;
    }
}
