using System.Text.Json;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Documents;

/// <summary>The provenance columns of the rows of one run.</summary>
internal sealed record Provenance(Guid RunId, DateTimeOffset IngestedAt)
{
    public void Write(Utf8JsonWriter json, LandedObject file, int position)
    {
        json.WriteString("_source_uri", file.SourceUri);
        json.WriteNumber("_source_position", position);
        json.WriteString("_landing_key", file.Key);
        json.WriteString("_run_id", RunId);
        json.WriteString("_ingested_at", IngestedAt.UtcDateTime);
    }
}
