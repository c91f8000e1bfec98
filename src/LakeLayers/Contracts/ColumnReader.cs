using Penstock.Core.Metadata;
using Penstock.LakeLayers.Privacy;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Reads one entry of <c>schema[].properties</c> and the rules that its own keys state.</summary>
internal static class ColumnReader
{
    public static ContractColumn Read(YamlMap map, string zone, BreachPolicy fallback)
    {
        Allow(map);
        var logicalType = LogicalType(map);
        var isKey = map.Flag("primaryKey");
        return new ContractColumn(map.Text("physicalName") ?? map.Require("name"), map.Line)
        {
            LogicalName = map.Require("name"),
            LogicalType = logicalType,
            PhysicalType = PhysicalTypes.Read(map),
            HasTimezone = Timezone(map),
            Description = map.Text("description"),
            Classification = map.Text("classification"),
            Privacy = PrivacyReader.Read(map, zone, logicalType),
            TypePolicy = PolicyReader.OfCustomProperties(map, fallback),
            IsRequired = map.Flag("required") || isKey,
            PrimaryKeyPosition = isKey
                ? map.Integer("primaryKeyPosition") is > 0 and var position
                    ? position
                    : 1
                : null,
            IsPartitioned = map.Has("partitioned") ? map.Flag("partitioned") : null,
            PartitionKeyPosition = map.Integer("partitionKeyPosition") is > 0 and var place ? place : null,
            Parts = Parts(map),
        };
    }

    public static IEnumerable<ContractRule> Rules(YamlMap map, ContractColumn column, BreachPolicy fallback)
    {
        var policy = PolicyReader.OfCustomProperties(map, fallback);
        var name = column.Name;
        var quoted = Sql.Identifier(name);
        if (column.IsRequired)
            yield return new RowRule(
                $"{name}.required",
                name,
                $"{name} is missing",
                policy,
                column.Line,
                $"{quoted} IS NULL"
            )
            {
                Limit = new RuleLimit("required", []),
            };
        if (map.Flag("unique"))
            yield return new UniqueRule(
                $"{name}.unique",
                name,
                $"another row has the same {name}",
                policy,
                map.LineOf("unique"),
                [name]
            );
        foreach (var check in NestedReader.Checks(map, column.LogicalType, name))
        {
            // A bound of a date column is text in the file and takes the column's type in the comparison.
            yield return new RowRule(
                $"{check.Path}.{check.Key}",
                name,
                $"{check.Path} {check.Says}",
                policy,
                check.Line,
                check.Breaks(quoted, column.PhysicalType ?? "VARCHAR")
            )
            {
                Limit = new RuleLimit(check.Path == name ? check.Key : $"{check.Path} {check.Key}", check.Values),
                Typed = check.Breaks,
            };
        }
    }

    /// <summary>Reads the keys that a column and a property inside it have in common, and refuses others.</summary>
    internal static void Allow(YamlMap map)
    {
        map.Allow([.. StandardTerm.Accepted("property")]);
        StandardTerm.Refuse("property", map);
        foreach (var property in map.Maps("customProperties"))
            property.Allow("id", "property", "value", "description");
    }

    internal static string? LogicalType(YamlMap map)
    {
        var type = map.Text("logicalType");
        if (type is not null && !TypeOptions.Known.ContainsKey(type))
            throw map.Error(
                "logicalType",
                $"Unknown logicalType '{type}' (known: {string.Join(", ", TypeOptions.Known.Keys)})"
            );
        if (map.Has("properties") && type is not (null or "object"))
            throw map.Error("properties", $"'properties' belong to an object, not to the logicalType '{type}'");
        if (map.Has("items") && type is not (null or "array"))
            throw map.Error("items", $"'items' belong to an array, not to the logicalType '{type}'");
        return type;
    }

    internal static bool? Timezone(YamlMap map) =>
        map.Map("logicalTypeOptions") is { } options && options.Has("timezone") ? options.Flag("timezone") : null;

    /// <summary>What the contract says of what is inside the column.</summary>
    internal static IReadOnlyList<ContractColumn> Parts(YamlMap map) =>
        [
            .. map.Maps("properties").Select(p => NestedReader.Read(p, p.Text("physicalName") ?? p.Require("name"))),
            .. map.Map("items") is { } items ? [NestedReader.Read(items, ContractColumn.Items)] : (ContractColumn[])[],
        ];
}
