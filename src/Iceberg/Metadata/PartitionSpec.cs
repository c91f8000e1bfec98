using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Metadata;

/// <summary>By what a table's files are told apart.</summary>
/// <param name="SpecId">Unique within the table.</param>
/// <param name="Fields">In their order; none: one partition.</param>
public sealed record PartitionSpec(int SpecId, IReadOnlyList<PartitionField> Fields)
{
    /// <summary>The spec of a request, in which the id may be missing.</summary>
    [JsonConstructor]
    public PartitionSpec(IReadOnlyList<PartitionField> fields, int specId = 0)
        : this(specId, fields) { }

    /// <summary>Partition fields are numbered from here on.</summary>
    public const int FirstFieldId = 1000;

    /// <summary>Whether both make the same partitions, whatever their ids.</summary>
    public bool HasFieldsOf(PartitionSpec other) =>
        Fields
            .Select(f => (f.SourceId, f.Transform))
            .SequenceEqual(other.Fields.Select(f => (f.SourceId, f.Transform)));

    /// <summary>No partitioning.</summary>
    public static PartitionSpec None { get; } = new(0, []);
}
