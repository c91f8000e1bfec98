using System.Text.Json.Nodes;

namespace Penstock.Iceberg.Partitions;

/// <summary>What all rows of a file share.</summary>
/// <param name="SpecId">The partition spec; null: the one that the commit which adds the file makes the table's default.</param>
/// <param name="Values">The value of each of its fields, see <see cref="PartitionValue"/>.</param>
public sealed record FilePartition(int? SpecId, IReadOnlyList<object?> Values)
{
    /// <summary>The one partition of a spec without fields.</summary>
    public static FilePartition None(int specId) => new(specId, []);

    /// <summary>The values as the index has them.</summary>
    public string Json => new JsonArray([.. Values.Select(PartitionValue.ToJson)]).ToJsonString();

    /// <summary>Reads what <see cref="Json"/> wrote.</summary>
    public static FilePartition Read(int specId, string json) =>
        new(specId, [.. JsonNode.Parse(json)!.AsArray().Select(PartitionValue.OfJson)]);

    /// <inheritdoc/>
    public bool Equals(FilePartition? other) => other is not null && SpecId == other.SpecId && Json == other.Json;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SpecId, Json);
}
