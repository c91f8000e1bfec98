using System.Globalization;
using System.Text.Json;
using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Files;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Query.Files;

/// <summary>
/// The SQL that makes columns of a table from the columns of its files, which are found by field ids and told by their place.
/// </summary>
/// <param name="snapshot">The table, for its name mapping and in errors.</param>
internal sealed class ColumnReader(TableSnapshot snapshot)
{
    /// <summary>What stands behind FROM for files of the same columns: those of the table, and of the options.</summary>
    /// <param name="columns">The files' columns.</param>
    /// <param name="keys">The files.</param>
    /// <param name="pathOf">Where a file is on this machine.</param>
    /// <param name="fields">The table's columns.</param>
    /// <param name="options">Further options of <c>read_parquet</c>, with a comma in front.</param>
    /// <param name="more">The columns that the options add.</param>
    /// <exception cref="UnreadableFileException">A column is there in a form that cannot be read as the table's.</exception>
    public string Read(
        FileColumns columns,
        IReadOnlyList<string> keys,
        Func<string, string> pathOf,
        IReadOnlyList<NestedField> fields,
        string options = "",
        params IReadOnlyList<string> more
    )
    {
        var own = WithIds(columns, keys[0]);
        var selected = fields.Select(f => $"{Column(f, own, keys[0])} AS {Sql.Identifier(f.Name)}").Concat(more);
        var names = string.Join(", ", own.Select((_, i) => Name(i)));
        var paths = string.Join(", ", keys.Select(k => Sql.Literal(pathOf(k))));
        return $"(SELECT {string.Join(", ", selected)} FROM read_parquet([{paths}]{options}) AS file_columns({names}))";
    }

    private IReadOnlyList<FileColumn> WithIds(FileColumns columns, string key) =>
        columns.HasIds ? columns.Columns
        : snapshot.NameMapping is { } mapping ? mapping.Apply(columns.Columns)
        : throw new UnreadableFileException(
            snapshot.Table,
            "*",
            key,
            $"its columns have no field ids, and the table no property {NameMapping.Property}"
        );

    private string Column(NestedField field, IReadOnlyList<FileColumn> columns, string key)
    {
        try
        {
            var source = FieldSource.Find([field], columns)[0];
            return source.Place is { } place
                ? Expression(source, Name(place), 0)
                : Inner(field, columns, "") ?? Missing(field);
        }
        catch (IcebergFormatException e)
        {
            throw new UnreadableFileException(snapshot.Table, field.Name, key, e.What);
        }
    }

    // A key of deletes may be a field of a struct, which here is a column of its own.
    private static string? Inner(NestedField field, IReadOnlyList<FileColumn> columns, string of)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Kind != FileColumnKind.Struct)
                continue;
            var part = of.Length == 0 ? Name(i) : Part(of, i);
            if (FieldSource.Find([field], columns[i].Parts)[0] is { Place: { } place } source)
                return Expression(source, Part(part, place), 0);
            if (Inner(field, columns[i].Parts, part) is { } deeper)
                return deeper;
        }
        return null;
    }

    private static string Expression(FieldSource source, string value, int depth)
    {
        if (IsAsTheTableHasIt(source))
            return value;
        var item = $"item{Text(depth)}";
        switch (source.Field.Type)
        {
            case StructType s:
                var parts = source.Parts.Zip(
                    s.Fields,
                    (p, f) =>
                        $"{Sql.Identifier(f.Name)} := {(p.Place is { } place ? Expression(p, Part(value, place), depth) : Missing(f))}"
                );
                return $"CASE WHEN {value} IS NOT NULL THEN struct_pack({string.Join(", ", parts)}) END";
            case ListType:
                return $"list_transform({value}, lambda {item}: {Expression(source.Parts[0], item, depth + 1)})";
            case MapType:
                var entry =
                    $"struct_pack(key := {Expression(source.Parts[0], $"{item}.key", depth + 1)}, value := {Expression(source.Parts[1], $"{item}.value", depth + 1)})";
                return $"CASE WHEN {value} IS NOT NULL THEN map_from_entries(list_transform(map_entries({value}), lambda {item}: {entry})) END";
            default:
                return Conversion.Of(value, source.Column!.Type, (PrimitiveType)source.Field.Type);
        }
    }

    private static bool IsAsTheTableHasIt(FieldSource source) =>
        source.Field.Type switch
        {
            PrimitiveType p => source.Column!.Type == ColumnTypes.Sql(p),
            StructType => source.Parts.Count == source.Column!.Parts.Count
                && source
                    .Parts.Select((p, i) => p.Place == i && p.Column!.Name == p.Field.Name && IsAsTheTableHasIt(p))
                    .All(same => same),
            _ => source.Parts.All(IsAsTheTableHasIt),
        };

    private static string Missing(NestedField field)
    {
        var type = ColumnTypes.Sql(field.Type);
        if (field.InitialDefault is not { } value || field.Type is not PrimitiveType primitive)
            return $"NULL::{type}";
        var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        return primitive.Name == "binary" || primitive.FixedLength is not null
            ? $"unhex({Sql.Literal(text)})"
            : $"{Sql.Literal(text)}::{type}";
    }

    private static string Name(int place) => $"c{Text(place)}";

    private static string Part(string value, int place) => $"struct_extract_at({value}, {Text(place + 1)})";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
