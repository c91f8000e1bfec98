namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads what a contract says of values inside a column: <c>properties</c> of an object, <c>items</c> of an array. What breaks
/// a rule inside breaks it for the row.
/// </summary>
internal static class NestedReader
{
    // What speaks of the rows of a table, or of one of its columns.
    private static readonly string[] OfColumns =
    [
        "unique",
        "primaryKey",
        "primaryKeyPosition",
        "partitioned",
        "partitionKeyPosition",
        "quality",
    ];

    private static readonly string[] OfPeople = ["pii", "protect", "domain", "subject"];

    /// <summary>One check of a value in or inside a column.</summary>
    /// <param name="Path">Where it is, for instance <c>lines[].quantity</c>.</param>
    /// <param name="Key">The standard's word.</param>
    /// <param name="Says">For people, after the path.</param>
    /// <param name="Breaks">The condition on the column.</param>
    /// <param name="Values">What the contract writes.</param>
    /// <param name="Line">Where.</param>
    public sealed record Check(
        string Path,
        string Key,
        string Says,
        ValueCondition Breaks,
        IReadOnlyList<string> Values,
        int Line
    );

    public static ContractColumn Read(YamlMap map, string name)
    {
        ColumnReader.Allow(map);
        foreach (var key in OfColumns.Where(map.Has))
            throw map.Error(
                key,
                $"'{key}' is checked of columns, not of values inside them: a condition on the column (type: custom, engine: duckdb) can say it"
            );
        if (map.Maps("customProperties").FirstOrDefault(p => OfPeople.Contains(p.Text("property"))) is { } personal)
            throw personal.Error(
                "property",
                $"'{personal.Text("property")}' is said of columns: a value inside one cannot be protected by itself; say it of the column, or make a column of the value"
            );
        return new ContractColumn(name, map.Line)
        {
            LogicalType = ColumnReader.LogicalType(map),
            PhysicalType = PhysicalTypes.Read(map),
            HasTimezone = ColumnReader.Timezone(map),
            IsRequired = map.Flag("required"),
            Parts = ColumnReader.Parts(map),
        };
    }

    /// <summary>The options of a column's entry and of everything inside it.</summary>
    public static IEnumerable<Check> Checks(YamlMap map, string? logicalType, string path)
    {
        foreach (var option in TypeOptions.Read(map, logicalType))
            yield return new(
                path,
                option.Key,
                option.Says,
                option.Breaks,
                option.Values,
                map.Map("logicalTypeOptions")!.LineOf(option.Key)
            );
        foreach (var property in map.Maps("properties"))
        {
            var name = property.Text("physicalName") ?? property.Require("name");
            foreach (var check in Inside(property, $"{path}.{name}"))
            {
                yield return check with
                {
                    Breaks = (value, type) =>
                        $"({value} IS NOT NULL AND ({check.Breaks(TypeOptions.Property(value, type, name), TypeOptions.TypeOfProperty(type, name) ?? "VARCHAR")}))",
                };
            }
        }
        if (map.Map("items") is not { } items)
            yield break;
        foreach (var check in Inside(items, $"{path}{ContractColumn.Items}"))
        {
            yield return check with
            {
                Breaks = (value, type) =>
                {
                    // A name for each depth; the types grow shorter on the way in.
                    var item = $"item_{type.Length}";
                    return $"coalesce(list_bool_or(list_transform({value}, lambda {item}: coalesce({check.Breaks(item, NestedTypes.ItemOf(type) ?? "VARCHAR")}, false))), false)";
                },
            };
        }
    }

    private static IEnumerable<Check> Inside(YamlMap map, string path)
    {
        if (map.Flag("required"))
            yield return new(
                path,
                "required",
                "is missing",
                (value, _) => $"{value} IS NULL",
                [],
                map.LineOf("required")
            );
        foreach (var check in Checks(map, map.Text("logicalType"), path))
            yield return check;
    }
}
