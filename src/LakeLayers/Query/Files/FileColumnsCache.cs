using System.Collections.Concurrent;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Query.Files;

/// <summary>
/// What the footers of data files say of their columns. A file never changes, so each is asked once in the life of the process.
/// </summary>
public sealed class FileColumnsCache
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, FileColumns> _byKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FileColumns> _bySignature = new(StringComparer.Ordinal);

    /// <summary>The columns of files, by key.</summary>
    /// <param name="session">Reads the footers.</param>
    /// <param name="keys">The files.</param>
    /// <param name="pathOf">Where a file is on this machine.</param>
    internal IReadOnlyDictionary<string, FileColumns> Of(
        DuckDbSession session,
        IEnumerable<string> keys,
        Func<string, string> pathOf
    )
    {
        var all = keys.Distinct(StringComparer.Ordinal).ToList();
        var unknown = all.Where(k => !_byKey.ContainsKey(k)).ToDictionary(pathOf);
        var found = new Dictionary<string, FileColumns>(StringComparer.Ordinal);
        if (unknown.Count > 0)
        {
            var rows = session
                .Query(
                    $"""
                    SELECT {ParquetTree.Wanted}, file_name
                    FROM parquet_schema([{string.Join(
                        ", ",
                        unknown.Keys.Select(Sql.Literal)
                    )}]) ORDER BY file_name, column_id
                    """
                )
                .Rows;
            foreach (var file in rows.GroupBy(r => (string)r[7]!))
                found[unknown[file.Key]] = Shared(new ParquetTree([.. file]).Columns());
        }
        foreach (var key in all.Where(k => !found.ContainsKey(k)))
            found[key] = _byKey[key];
        if (_byKey.Count >= Most)
            _byKey.Clear();
        foreach (var key in unknown.Values)
            _byKey[key] = found[key];
        return found;
    }

    private FileColumns Shared(IReadOnlyList<Penstock.Iceberg.Files.FileColumn> columns)
    {
        if (_bySignature.Count >= Most)
            _bySignature.Clear();
        return _bySignature.GetOrAdd(string.Join(';', columns.Select(c => c.Signature)), _ => new FileColumns(columns));
    }
}
