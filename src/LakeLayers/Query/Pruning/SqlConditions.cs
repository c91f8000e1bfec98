using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Query.Pruning;

/// <summary>
/// Finds in a query's tree (DuckDB's own, <c>json_serialize_sql</c>) what it asks of a table's columns by plain comparisons
/// with constants
/// that WHERE joins by AND. Only of a table that the query names once; whatever is not understood is no condition.
/// </summary>
internal static class SqlConditions
{
    private static readonly string[] Numbers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "BOOLEAN"];

    /// <summary>The conditions on a table; none when nothing is asked, or it cannot be told.</summary>
    public static IReadOnlyList<ColumnCondition> On(TableName table, JsonNode tree)
    {
        var found = new List<(JsonObject Select, JsonObject Reference)>();
        Collect(tree, null, table, found);
        if (found is not [var (select, reference)] || select["where_clause"] is not JsonObject where)
            return [];
        if (
            reference["sample"] is not null
            || reference["at_clause"] is not null
            || reference["column_name_alias"] is JsonArray { Count: > 0 }
        )
            return [];
        var name = Text(reference, "alias") is { Length: > 0 } alias ? alias : table.Name;
        // A name without its table may be another table's where several are joined.
        var isAlone = select["from_table"] == reference;
        return [.. Conjuncts(where).SelectMany(c => Condition(c, name, isAlone))];
    }

    private static void Collect(
        JsonNode? node,
        JsonObject? select,
        TableName table,
        List<(JsonObject Select, JsonObject Reference)> found
    )
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                    Collect(item, select, table, found);
                break;
            case JsonObject o:
                if (Text(o, "type") == "SELECT_NODE")
                    select = o;
                if (
                    Text(o, "type") is "BASE_TABLE"
                    && Same(Text(o, "table_name"), table.Name)
                    && Same(Text(o, "schema_name"), table.Zone)
                )
                    found.Add((select ?? o, o));
                // What DESCRIBE, SUMMARIZE and PIVOT read is not said in this way: then the table counts as named twice.
                if (Text(o, "type") is "SHOW_REF" or "PIVOT")
                    found.AddRange([(o, o), (o, o)]);
                foreach (var (_, child) in o)
                    Collect(child, select, table, found);
                break;
        }
    }

    private static IEnumerable<JsonObject> Conjuncts(JsonObject expression) =>
        Text(expression, "type") == "CONJUNCTION_AND"
            ? expression["children"]!.AsArray().OfType<JsonObject>().SelectMany(Conjuncts)
            : [expression];

    private static IEnumerable<ColumnCondition> Condition(JsonObject expression, string table, bool isAlone)
    {
        var (left, right, type) = (
            expression["left"] as JsonObject,
            expression["right"] as JsonObject,
            Text(expression, "type")
        );
        switch (type)
        {
            case "COMPARE_EQUAL"
            or "COMPARE_LESSTHAN"
            or "COMPARE_LESSTHANOREQUALTO"
            or "COMPARE_GREATERTHAN"
            or "COMPARE_GREATERTHANOREQUALTO":
                if (Column(left, table, isAlone) is { } first && Constant(right) is { } constant)
                    yield return new(first, Kind(type, isTurned: false), [constant]) { IsStrict = IsStrict(type) };
                else if (Column(right, table, isAlone) is { } second && Constant(left) is { } before)
                    yield return new(second, Kind(type, isTurned: true), [before]) { IsStrict = IsStrict(type) };
                break;
            case "COMPARE_IN"
                when expression["children"] is JsonArray { Count: > 1 } children
                    && Column(children[0] as JsonObject, table, isAlone) is { } listed:
                var constants = children.Skip(1).Select(c => Constant(c as JsonObject)).ToList();
                if (constants.TrueForAll(c => c is not null))
                    yield return new(listed, ConditionKind.IsOneOf, [.. constants.OfType<SqlConstant>()]);
                break;
            case "COMPARE_BETWEEN" when Column(expression["input"] as JsonObject, table, isAlone) is { } input:
                if (Constant(expression["lower"] as JsonObject) is { } lower)
                    yield return new(input, ConditionKind.IsAtLeast, [lower]);
                if (Constant(expression["upper"] as JsonObject) is { } upper)
                    yield return new(input, ConditionKind.IsAtMost, [upper]);
                break;
        }
    }

    private static ConditionKind Kind(string type, bool isTurned) =>
        type == "COMPARE_EQUAL" ? ConditionKind.IsOneOf
        : type.Contains("LESS", StringComparison.Ordinal) != isTurned ? ConditionKind.IsAtMost
        : ConditionKind.IsAtLeast;

    private static bool IsStrict(string type) => type.EndsWith("THAN", StringComparison.Ordinal);

    private static string? Column(JsonObject? expression, string table, bool isAlone)
    {
        if (expression is null || Text(expression, "class") != "COLUMN_REF")
            return null;
        return expression["column_names"]!.AsArray().Select(n => n!.GetValue<string>()).ToList() switch
        {
            [var name] when isAlone => name,
            [var owner, var name] when Same(owner, table) => name,
            _ => null,
        };
    }

    private static SqlConstant? Constant(JsonObject? expression)
    {
        switch (expression is null ? null : Text(expression, "class"))
        {
            case "CONSTANT"
                when expression!["value"] is JsonObject value
                    && value["is_null"]?.GetValue<bool>() == false
                    && value["type"] is JsonObject type:
                var (name, plain) = (Text(type, "id") ?? "", value["value"] as JsonValue);
                if (name == "VARCHAR" && plain is not null && plain.TryGetValue<string>(out var text))
                    return new SqlConstant(Sql.Literal(text), name);
                return plain is not null && Numbers.Contains(name) ? new SqlConstant(plain.ToJsonString(), name) : null;
            case "CAST"
                when expression!["try_cast"]?.GetValue<bool>() == false
                    && Text((JsonObject)expression["cast_type"]!, "id")
                        is "DATE"
                            or "TIMESTAMP"
                            or "TIMESTAMP WITH TIME ZONE"
                            or "UUID":
                var target = Text((JsonObject)expression["cast_type"]!, "id")!;
                return Constant(expression["child"] as JsonObject) is { Type: "VARCHAR" } inner
                    ? new SqlConstant($"{inner.Sql}::{target}", target)
                    : null;
            default:
                return null;
        }
    }

    private static string? Text(JsonObject o, string name) =>
        o[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
