namespace Penstock.Iceberg.Schemas;

/// <summary>Named fields.</summary>
/// <param name="Fields">In their order.</param>
public sealed record StructType(IReadOnlyList<NestedField> Fields) : IcebergType
{
    /// <inheritdoc/>
    public override IEnumerable<int> Ids => Fields.SelectMany(f => f.Type.Ids.Prepend(f.Id));
}
