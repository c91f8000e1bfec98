namespace Penstock.Iceberg.Schemas;

/// <summary>Keys with values; keys are never null.</summary>
public sealed record MapType(int KeyId, IcebergType Key, int ValueId, IcebergType Value, bool ValueRequired)
    : IcebergType
{
    /// <inheritdoc/>
    public override IEnumerable<int> Ids => Key.Ids.Concat(Value.Ids).Prepend(ValueId).Prepend(KeyId);
}
