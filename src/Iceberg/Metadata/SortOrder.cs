using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Metadata;

/// <summary>How rows lie within files.</summary>
/// <param name="OrderId">Unique within the table; 0 is no order.</param>
/// <param name="Fields">By what, the first first.</param>
public sealed record SortOrder(int OrderId, IReadOnlyList<SortField> Fields)
{
    /// <summary>The order of a request, in which the id may be missing.</summary>
    [JsonConstructor]
    public SortOrder(IReadOnlyList<SortField> fields, int orderId = 0)
        : this(orderId, fields) { }

    /// <summary>No order.</summary>
    public static SortOrder None { get; } = new(0, []);
}
