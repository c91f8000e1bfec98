using System.Text.Json.Serialization;

namespace Penstock.Server.Iceberg;

/// <summary>A table's name as the REST catalogue writes it; the namespace has one level, the zone.</summary>
internal sealed record Identifier(IReadOnlyList<string> Namespace, string Name)
{
    /// <summary>The zone; of a namespace with more levels a name that no zone has.</summary>
    [JsonIgnore]
    public string Zone => string.Join('.', Namespace);
}
