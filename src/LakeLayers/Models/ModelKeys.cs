using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>The columns by which rows are told apart.</summary>
internal static class ModelKeys
{
    /// <summary>Refuses a config that names columns which the query does not give.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void RequireColumns(Model model, IReadOnlyList<FieldSchema> given)
    {
        var header = model.Header;
        foreach (var named in header.UniqueKey.Concat(header.CheckColumns).Append(header.UpdatedAt).OfType<string>())
        {
            if (given.Any(g => string.Equals(g.Name, named, StringComparison.OrdinalIgnoreCase)))
                continue;
            throw new UsageException(
                $"The config names the column '{named}', which the query does not give (it gives: {string.Join(", ", given.Select(g => g.Name))})",
                model.File,
                "mend the config or the query and run again"
            );
        }
    }

    /// <summary>A row's key as people read it.</summary>
    public static string Text(IEnumerable<string> key) =>
        $"concat_ws(', ', {string.Join(", ", key.Select(k => $"coalesce({Sql.Identifier(k)}::VARCHAR, 'NULL')"))})";

    /// <summary>Refuses rows of which two have the same key; NULL is the same as NULL.</summary>
    /// <param name="session">The session.</param>
    /// <param name="rows">What stands behind FROM for them.</param>
    /// <param name="key">The key.</param>
    /// <param name="model">The model, for the message: what its contract says is personal is not named in it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="PenstockException">A key comes twice; names the first few.</exception>
    public static void RequireUnique(
        DuckDbSession session,
        string rows,
        IReadOnlyList<string> key,
        Model model,
        CancellationToken cancellationToken
    )
    {
        var columns = Sql.Identifiers(key);
        var twice = session
            .Query(
                $"SELECT {Text(key)}, count(*) FROM {rows} GROUP BY {columns} HAVING count(*) > 1 LIMIT 5",
                null,
                cancellationToken
            )
            .Rows;
        if (twice.Count > 0)
        {
            var isPersonal = model.Contract?.Columns.Any(c => c.IsPersonal && key.Contains(c.Name)) == true;
            throw new PenstockException(
                $"The model's query gives rows with the same unique_key ({string.Join(", ", key)}): {string.Join("; ", twice.Select(r => $"{(isPersonal ? "…" : r[0])} ({r[1]} times)"))}",
                model.File,
                "Nothing of this step was published; the tables are as they were",
                "make the rows unique, for instance with QUALIFY row_number() OVER (…) = 1"
            );
        }
    }
}
