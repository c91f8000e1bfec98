using System.Globalization;
using Penstock.Iceberg.Files;

namespace Penstock.LakeLayers.Query.Files;

/// <summary>
/// The columns of a Parquet file out of DuckDB's <c>parquet_schema</c>: groups that stand only for lists and maps are left out,
/// as in the types that DuckDB reads.
/// </summary>
internal sealed class ParquetTree(IReadOnlyList<object?[]> rows)
{
    /// <summary>What <see cref="Columns"/> wants to know of each element of a schema, in their order.</summary>
    public const string Wanted =
        "name, num_children, repetition_type, field_id, coalesce(converted_type, ''), coalesce(logical_type, ''), coalesce(duckdb_type, '')";

    private int _next;

    /// <summary>The columns of the file.</summary>
    public IReadOnlyList<FileColumn> Columns() => Node().Children.ConvertAll(Column);

    // Depth first, as a footer has it.
    private Element Node()
    {
        var row = rows[_next++];
        var children = new List<Element>();
        for (var left = row[1] is null ? 0 : Number(row[1]); left > 0; left--)
            children.Add(Node());
        var (converted, logical) = ((string)row[4]!, (string)row[5]!);
        return new Element(
            (string)row[0]!,
            row[3] is null ? null : Number(row[3]),
            (string?)row[2] == "REPEATED",
            converted == "LIST" || logical.StartsWith("ListType", StringComparison.Ordinal),
            converted is "MAP" or "MAP_KEY_VALUE" || logical.StartsWith("MapType", StringComparison.Ordinal),
            TypeOf((string)row[6]!, logical),
            children
        );
    }

    // DuckDB reads these without their last three digits.
    private static string TypeOf(string type, string logical) =>
        type == "TIMESTAMP WITH TIME ZONE" && logical.Contains("NANOS=Nano", StringComparison.Ordinal)
            ? "TIMESTAMP_NS WITH TIME ZONE"
            : type;

    // A field that repeats without a group around it is a list that may not be NULL.
    private static FileColumn Column(Element element) =>
        element.IsRepeated
            ? new FileColumn(
                element.Name,
                element.Id,
                FileColumnKind.List,
                "",
                [Plain(element) with { Name = "element" }]
            )
            : Plain(element);

    private static FileColumn Plain(Element element)
    {
        if (element.IsMap && element.Children is [{ Children: [var key, var value] }])
            return Of(element, FileColumnKind.Map, [Named(Column(key), "key"), Named(Column(value), "value")]);
        if (element.IsList && element.Children is [{ IsRepeated: true } repeated])
            return Of(element, FileColumnKind.List, [Named(ElementOf(element, repeated), "element")]);
        return element.Children.Count > 0
            ? Of(element, FileColumnKind.Struct, element.Children.ConvertAll(Column))
            : new FileColumn(element.Name, element.Id, FileColumnKind.Primitive, element.Type, []);
    }

    // The older forms of lists, by the rules of Parquet's own LogicalTypes.md.
    private static FileColumn ElementOf(Element list, Element repeated) =>
        repeated.Children is [var only]
        && !only.IsRepeated
        && repeated.Name != "array"
        && repeated.Name != list.Name + "_tuple"
            ? Column(only)
            : Plain(repeated);

    private static FileColumn Named(FileColumn column, string name) => column with { Name = name };

    private static FileColumn Of(Element element, FileColumnKind kind, IReadOnlyList<FileColumn> parts) =>
        new(element.Name, element.Id, kind, "", parts);

    private static int Number(object? value) => Convert.ToInt32(value, CultureInfo.InvariantCulture);

    private sealed record Element(
        string Name,
        int? Id,
        bool IsRepeated,
        bool IsList,
        bool IsMap,
        string Type,
        List<Element> Children
    );
}
