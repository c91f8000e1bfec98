using System.Text.Json;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>Collects the input columns that an expression is computed from.</summary>
internal sealed class ExpressionReader(QueryReader queries)
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "any_value",
        "approx_count_distinct",
        "approx_quantile",
        "arbitrary",
        "arg_max",
        "arg_min",
        "avg",
        "bit_and",
        "bit_or",
        "bit_xor",
        "bool_and",
        "bool_or",
        "count",
        "count_if",
        "count_star",
        "entropy",
        "first",
        "histogram",
        "kurtosis",
        "last",
        "list",
        "array_agg",
        "mad",
        "max",
        "max_by",
        "mean",
        "median",
        "min",
        "min_by",
        "mode",
        "product",
        "quantile",
        "quantile_cont",
        "quantile_disc",
        "skewness",
        "stddev",
        "stddev_pop",
        "stddev_samp",
        "string_agg",
        "group_concat",
        "sum",
        "sumkahan",
        "fsum",
        "var_pop",
        "var_samp",
        "variance",
    };

    public IReadOnlyList<ColumnSource> Read(JsonElement expression, Scope scope)
    {
        if (expression.Text("class") == "COLUMN_REF")
            return scope.Resolve(expression.Words("column_names"))?.Sources ?? [];
        var found = new Dictionary<(DatasetRef, string), ColumnSource>();
        Collect(expression, scope, aggregated: false, found);
        return [.. found.Values];
    }

    private void Collect(
        JsonElement node,
        Scope scope,
        bool aggregated,
        Dictionary<(DatasetRef, string), ColumnSource> found
    )
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            switch (node.Text("class"))
            {
                case "COLUMN_REF":
                    foreach (var source in scope.Resolve(node.Words("column_names"))?.Sources ?? [])
                        Add(source, aggregated, found);
                    return;
                case "SUBQUERY" when node.Child("subquery")?.Child("node") is { } query:
                    foreach (var source in queries.Read(query, scope).Columns.SelectMany(c => c.Sources))
                        Add(source, aggregated, found);
                    if (node.Child("child") is { } child)
                        Collect(child, scope, aggregated, found);
                    return;
                case "WINDOW":
                case "FUNCTION" when Aggregates.Contains(node.Text("function_name")):
                    aggregated = true;
                    break;
            }
        }
        foreach (var child in node.Children())
            Collect(child, scope, aggregated, found);
    }

    private static void Add(ColumnSource source, bool aggregated, Dictionary<(DatasetRef, string), ColumnSource> found)
    {
        var subtype = aggregated || source.Subtype == "AGGREGATION" ? "AGGREGATION" : "TRANSFORMATION";
        var key = (source.Dataset, source.Column);
        if (subtype == "AGGREGATION" || !found.ContainsKey(key))
            found[key] = source with { Subtype = subtype };
    }
}
