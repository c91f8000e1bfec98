using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Zones;

/// <summary>
/// Finds out with DuckDB's own parser which tables of the lake a query reads. Statements other than SELECT are refused.
/// </summary>
internal static class SqlTables
{
    /// <summary>The tables that a query reads, and its tree.</summary>
    public static (IReadOnlyList<TableName> Tables, JsonNode Tree) In(
        DuckDbSession session,
        string sql,
        IReadOnlyList<TableName> known
    )
    {
        var tree = JsonNode.Parse(session.Scalar<string>("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", [sql])!)!;
        if (tree["error"]?.GetValue<bool>() == true)
            throw new UsageException(
                $"The lake is only read here, and the SQL must parse ({tree["error_message"]})",
                sql,
                "write one SELECT over zone.table names; penstock zones ls"
            );
        var found = new HashSet<TableName>();
        Collect(tree, sql, known, found);
        return ([.. found], tree);
    }

    private static void Collect(JsonNode? node, string sql, IReadOnlyList<TableName> known, HashSet<TableName> found)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                    Collect(item, sql, known, found);
                break;
            case JsonObject o:
                if (Text(o, "type") == "BASE_TABLE")
                    found.UnionWith(
                        known.Where(t => Same(t.Zone, Text(o, "schema_name")) && Same(t.Name, Text(o, "table_name")))
                    );
                // DESCRIBE and SUMMARIZE keep the name as text.
                if (Text(o, "type") == "SHOW_REF")
                    found.UnionWith(known.Where(t => sql.Contains(t.Name, StringComparison.OrdinalIgnoreCase)));
                foreach (var (_, child) in o)
                    Collect(child, sql, known, found);
                break;
        }
    }

    private static string? Text(JsonObject o, string name) =>
        o[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
