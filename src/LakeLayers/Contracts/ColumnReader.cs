using Penstock.Core.Metadata;
using Penstock.LakeLayers.Privacy;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Reads one entry of <c>schema[].properties</c> and the rules that its own keys state.</summary>
internal static class ColumnReader
{
    private static readonly string[] LogicalTypes =
    [
        "string",
        "date",
        "timestamp",
        "time",
        "number",
        "integer",
        "object",
        "array",
        "boolean",
    ];

    public static ContractColumn Read(YamlMap map, string zone, BreachPolicy fallback)
    {
        map.Allow(
            "id",
            "name",
            "physicalName",
            "physicalType",
            "logicalType",
            "logicalTypeOptions",
            "businessName",
            "description",
            "required",
            "unique",
            "primaryKey",
            "primaryKeyPosition",
            "classification",
            "criticalDataElement",
            "encryptedName",
            "examples",
            "partitioned",
            "partitionKeyPosition",
            "tags",
            "transformLogic",
            "transformDescription",
            "transformSourceObjects",
            "items",
            "properties",
            "relationships",
            "quality",
            "authoritativeDefinitions",
            "customProperties"
        );
        var logicalType = map.Text("logicalType");
        if (logicalType is not null && !LogicalTypes.Contains(logicalType))
            throw map.Error(
                "logicalType",
                $"Unknown logicalType '{logicalType}' (known: {string.Join(", ", LogicalTypes)})"
            );
        var isKey = map.Flag("primaryKey");
        return new ContractColumn(map.Require("name"), map.Line)
        {
            LogicalType = logicalType,
            PhysicalType = map.Text("physicalType"),
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
        if (map.Map("logicalTypeOptions") is not { } options)
            yield break;

        options.Allow(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "timezone",
            "defaultTimezone"
        );
        foreach (var (key, says, breaks) in Limits)
        {
            if (!options.Has(key))
                continue;
            var value = options.Scalar(key);
            // A bound of a date column is text in the file and takes the column's type in the comparison.
            yield return new RowRule(
                $"{name}.{key}",
                name,
                $"{name} {says} {value.Value}",
                policy,
                options.LineOf(key),
                string.Format(null, breaks, quoted, value.ToSql())
            )
            {
                Limit = new RuleLimit(key, [value.Value]),
            };
        }
    }

    private static readonly (string Key, string Says, string Breaks)[] Limits =
    [
        ("minimum", "must be at least", "{0} < {1}"),
        ("exclusiveMinimum", "must be greater than", "{0} <= {1}"),
        ("maximum", "must be at most", "{0} > {1}"),
        ("exclusiveMaximum", "must be less than", "{0} >= {1}"),
        ("multipleOf", "must be a multiple of", "{0} % {1} <> 0"),
        ("minLength", "must have at least this many characters:", "length({0}) < {1}"),
        ("maxLength", "must have at most this many characters:", "length({0}) > {1}"),
        ("pattern", "must match", "NOT regexp_matches({0}, {1})"),
    ];
}
