namespace Penstock.Iceberg.Schemas;

/// <summary>A list of elements.</summary>
public sealed record ListType(int ElementId, IcebergType Element, bool ElementRequired) : IcebergType
{
    /// <inheritdoc/>
    public override IEnumerable<int> Ids => Element.Ids.Prepend(ElementId);
}
