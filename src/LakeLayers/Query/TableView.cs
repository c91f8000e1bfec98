using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query;

/// <summary>
/// The SELECT that reads a table's files as the table: columns by name, those a file lacks as NULL, each cast to the table's type
/// (files are older than a column that was widened later).
/// </summary>
internal static class TableView
{
    public static string Select(DuckDbSession session, IReadOnlyList<FieldSchema> schema, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return $"SELECT {string.Join(", ", schema.Select(c => $"NULL::{c.Type} AS {Sql.Identifier(c.Name)}"))} WHERE false";
        var source = $"read_parquet([{string.Join(", ", paths.Select(Sql.Literal))}], union_by_name = true)";
        var present = Describe(session, $"FROM {source}").ToDictionary(c => c.Name, c => c.Type, StringComparer.OrdinalIgnoreCase);
        var columns = schema.Select(c => present.TryGetValue(c.Name, out var type)
            ? (type == c.Type ? Sql.Identifier(c.Name) : $"{Sql.Identifier(c.Name)}::{c.Type} AS {Sql.Identifier(c.Name)}")
            : $"NULL::{c.Type} AS {Sql.Identifier(c.Name)}");
        return $"SELECT {string.Join(", ", columns)} FROM {source}";
    }

    public static IReadOnlyList<FieldSchema> Describe(
        DuckDbSession session, string query, IReadOnlyList<object?>? parameters = null, CancellationToken cancellationToken = default) =>
        [.. session.Query($"DESCRIBE {query}", parameters, cancellationToken).Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!))];
}
