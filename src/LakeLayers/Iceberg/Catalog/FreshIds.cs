using Penstock.Iceberg;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>
/// Numbers the fields of a new table from 1, and what refers to them: those who ask for tables number them as they like, from 0
/// on even.
/// </summary>
internal sealed class FreshIds
{
    private readonly Dictionary<int, int> _given = [];
    private int _last;

    public static (IcebergSchema Schema, PartitionSpec Spec, SortOrder Order) Of(NewTable table)
    {
        var ids = new FreshIds();
        var fields = ids.Fields(table.Schema.Fields);
        var schema = new IcebergSchema(0, fields)
        {
            IdentifierFieldIds = table.Schema.IdentifierFieldIds?.Select(ids.Of).ToList(),
        };
        var spec =
            table
                .PartitionSpec?.Fields.Select(
                    (f, i) => f with { SourceId = ids.Of(f.SourceId), FieldId = PartitionSpec.FirstFieldId + i }
                )
                .ToList()
            ?? [];
        var order = table.WriteOrder?.Fields.Select(f => f with { SourceId = ids.Of(f.SourceId) }).ToList() ?? [];
        return (schema, new PartitionSpec(0, spec), order.Count == 0 ? SortOrder.None : new SortOrder(1, order));
    }

    private int Of(int old) =>
        _given.TryGetValue(old, out var id)
            ? id
            : throw new IcebergFormatException($"there is no column with the id {old}");

    // A level's fields first, then what is in them, as Iceberg's own numbering goes.
    private List<NestedField> Fields(IReadOnlyList<NestedField> fields)
    {
        var numbered = fields.Select(f => f with { Id = Next(f.Id) }).ToList();
        return [.. numbered.Select(f => f with { Type = Type(f.Type) })];
    }

    private IcebergType Type(IcebergType type)
    {
        switch (type)
        {
            case StructType s:
                return new StructType(Fields(s.Fields));
            case ListType l:
                var element = Next(l.ElementId);
                return l with { ElementId = element, Element = Type(l.Element) };
            case MapType m:
                var (key, value) = (Next(m.KeyId), Next(m.ValueId));
                return m with { KeyId = key, ValueId = value, Key = Type(m.Key), Value = Type(m.Value) };
            default:
                return type;
        }
    }

    private int Next(int old) =>
        _given.TryAdd(old, ++_last) ? _last : throw new IcebergFormatException($"two fields have the id {old}");
}
