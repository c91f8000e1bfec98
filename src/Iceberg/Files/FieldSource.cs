using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Files;

/// <summary>Where a field of the table is in a data file.</summary>
/// <param name="Field">The field; of elements, keys and values one that stands for them.</param>
/// <param name="Place">Its place among the file's columns, or among the parts of the column that it is in; null: the file lacks
/// it.</param>
/// <param name="Column">The file's column; null: the file lacks it.</param>
/// <param name="Parts">The same for the parts of the field's type, in the order of the table.</param>
public sealed record FieldSource(NestedField Field, int? Place, FileColumn? Column, IReadOnlyList<FieldSource> Parts)
{
    /// <summary>Finds fields by their ids, at every depth; never by what they are called.</summary>
    /// <param name="fields">The table's fields.</param>
    /// <param name="columns">The file's columns, with ids: its own, or those of a <see cref="NameMapping"/>.</param>
    /// <exception cref="IcebergFormatException">A field is there in another form, a struct for a list or the like.</exception>
    public static IReadOnlyList<FieldSource> Find(
        IReadOnlyList<NestedField> fields,
        IReadOnlyList<FileColumn> columns
    ) => [.. fields.Select(f => Of(f, columns))];

    private static FieldSource Of(NestedField field, IReadOnlyList<FileColumn> columns)
    {
        var place = Enumerable.Range(0, columns.Count).Where(i => columns[i].Id == field.Id).Cast<int?>().ToList();
        if (place.Count > 1)
            throw new IcebergFormatException($"two columns of the file have the field id {field.Id}", field.Name);
        return place is [{ } found] ? At(field, found, columns[found]) : new FieldSource(field, null, null, []);
    }

    private static FieldSource At(NestedField field, int place, FileColumn column)
    {
        IReadOnlyList<FieldSource> parts = (field.Type, column.Kind) switch
        {
            (StructType s, FileColumnKind.Struct) => Find(s.Fields, column.Parts),
            // The one element of a list and the two parts of a map are told by their place: some writers give them no ids.
            (ListType l, FileColumnKind.List) =>
            [
                At(new NestedField(l.ElementId, "element", l.ElementRequired, l.Element), 0, column.Parts[0]),
            ],
            (MapType m, FileColumnKind.Map) =>
            [
                At(new NestedField(m.KeyId, "key", true, m.Key), 0, column.Parts[0]),
                At(new NestedField(m.ValueId, "value", m.ValueRequired, m.Value), 1, column.Parts[1]),
            ],
            (PrimitiveType, FileColumnKind.Primitive) => [],
            _ => throw new IcebergFormatException(
                $"the file has a {column.Kind.ToString().ToLowerInvariant()} for the field {field.Id}",
                field.Name
            ),
        };
        return new FieldSource(field, place, column, parts);
    }
}
