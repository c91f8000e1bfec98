using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Changes;

/// <summary>
/// Which changes of columns the format allows (https://iceberg.apache.org/spec/#schema-evolution): add, drop, rename, reorder,
/// widen.
/// </summary>
public static class SchemaChange
{
    /// <summary>Refuses a change that would make files unreadable.</summary>
    /// <exception cref="IcebergFormatException">A column changes to a type that its values cannot be read as, or becomes
    /// required.</exception>
    public static void Check(IcebergSchema from, IcebergSchema to)
    {
        var before = Flat(from.Fields, "").ToDictionary(f => f.Field.Id);
        foreach (var (name, field) in Flat(to.Fields, ""))
        {
            if (!before.TryGetValue(field.Id, out var old))
                continue;
            if (!CanRead(old.Field.Type, field.Type))
                throw new IcebergFormatException(
                    $"the column {name} cannot change from {NameOf(old.Field.Type)} to {NameOf(field.Type)}"
                );
            if (field.Required && !old.Field.Required)
                throw new IcebergFormatException(
                    $"the column {name} cannot become required: files may have rows without it"
                );
        }
    }

    /// <summary>
    /// Whether values written as one type can be read as another; of nested types only the kind counts, their fields have ids
    /// of their own.
    /// </summary>
    public static bool CanRead(IcebergType from, IcebergType to) =>
        (from, to) switch
        {
            (PrimitiveType a, PrimitiveType b) => a == b
                || (a.Name, b.Name) is ("int", "long") or ("float", "double")
                || a.Decimal is { } x && b.Decimal is { } y && x.Scale == y.Scale && x.Precision <= y.Precision,
            _ => from.GetType() == to.GetType(),
        };

    private static string NameOf(IcebergType type) =>
        type is PrimitiveType p
            ? p.Name
            : type.GetType().Name.Replace("Type", "", StringComparison.Ordinal).ToLowerInvariant();

    private static IEnumerable<(string Name, NestedField Field)> Flat(IEnumerable<NestedField> fields, string prefix) =>
        fields.SelectMany(f => Inner(f, prefix + f.Name).Prepend((prefix + f.Name, f)));

    private static IEnumerable<(string Name, NestedField Field)> Inner(NestedField field, string name) =>
        field.Type switch
        {
            StructType s => Flat(s.Fields, name + "."),
            ListType l => Flat([new NestedField(l.ElementId, "element", l.ElementRequired, l.Element)], name + "."),
            MapType m => Flat(
                [
                    new NestedField(m.KeyId, "key", true, m.Key),
                    new NestedField(m.ValueId, "value", m.ValueRequired, m.Value),
                ],
                name + "."
            ),
            _ => [],
        };
}
