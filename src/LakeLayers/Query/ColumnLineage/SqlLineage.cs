using System.Text.Json;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>
/// Derives which input columns each output column of a query is computed from, from DuckDB's own parse tree: through CTEs,
/// joins, subqueries, set operations, window functions, <c>*</c> and nested fields. Values that decide only which rows there are
/// (WHERE, ON, GROUP BY) are not followed.
/// </summary>
public static class SqlLineage
{
    /// <summary>The sources of every output column; a column made of constants alone has an empty list.</summary>
    /// <param name="session">Parses; runs nothing.</param>
    /// <param name="sql">One SELECT statement.</param>
    /// <param name="inputs">The tables by the name the query uses, <c>table</c> or <c>schema.table</c>, in any letter
    /// case.</param>
    /// <param name="outputColumns">The names of the output columns, in order, when they are known: an expression without alias
    /// has no other name.</param>
    /// <exception cref="DuckDbException">The text is no SELECT statement.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>> Derive(
        DuckDbSession session,
        string sql,
        IReadOnlyDictionary<string, LineageInput> inputs,
        IReadOnlyList<string>? outputColumns = null
    )
    {
        var tree = session.Scalar<string>(
            "SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)::VARCHAR",
            [sql]
        )!;
        using var parsed = JsonDocument.Parse(tree, new JsonDocumentOptions { MaxDepth = 1024 });
        if (parsed.RootElement.GetProperty("error").GetBoolean())
            throw new DuckDbException(
                parsed.RootElement.GetProperty("error_message").GetString()!,
                DuckDbErrorType.Parser,
                sql,
                "penstock run"
            );

        var tables = inputs.ToDictionary(i => i.Key, i => Relation.OfTable(i.Value), StringComparer.OrdinalIgnoreCase);
        var columns = new QueryReader(tables)
            .Read(parsed.RootElement.GetProperty("statements")[0].GetProperty("node"), null)
            .Columns;
        var result = new Dictionary<string, IReadOnlyList<ColumnSource>>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            var name = outputColumns?.Count == columns.Count ? outputColumns[i] : columns[i].Name;
            result[name] =
            [
                .. columns[i]
                    .Sources.OrderBy(s => s.Dataset.Name, StringComparer.Ordinal)
                    .ThenBy(s => s.Column, StringComparer.Ordinal),
            ];
        }
        return result;
    }
}
