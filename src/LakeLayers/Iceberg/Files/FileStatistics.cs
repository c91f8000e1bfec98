using Parquet.Meta;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>What manifests say of a data file's columns, by field id; read from its footer, not from the rows.</summary>
public sealed record FileStatistics
{
    /// <summary>Bytes of each column.</summary>
    public required IReadOnlyDictionary<int, long> ColumnSizes { get; init; }

    /// <summary>Values of each column, nulls included.</summary>
    public required IReadOnlyDictionary<int, long> ValueCounts { get; init; }

    /// <summary>Nulls of each column.</summary>
    public required IReadOnlyDictionary<int, long> NullCounts { get; init; }

    /// <summary>Lower bounds, see <see cref="FooterColumn"/>.</summary>
    public required IReadOnlyDictionary<int, byte[]> LowerBounds { get; init; }

    /// <summary>Upper bounds.</summary>
    public required IReadOnlyDictionary<int, byte[]> UpperBounds { get; init; }

    /// <summary>What a file's footer says of a table's columns.</summary>
    /// <exception cref="Core.Errors.PenstockException">The file is not a whole Parquet file.</exception>
    internal static FileStatistics Read(string path, IcebergSchema schema)
    {
        var footer = ParquetFooter.Read(path);
        var columns = Columns(footer, Leaves(schema.Fields, [])).ToList();
        return new()
        {
            ColumnSizes = columns.ToDictionary(c => c.Id, c => c.Column.Bytes),
            ValueCounts = columns.ToDictionary(c => c.Id, c => c.Column.Values),
            NullCounts = columns
                .Where(c => c.Column.Nulls is not null)
                .ToDictionary(c => c.Id, c => c.Column.Nulls!.Value),
            LowerBounds = Bounds(columns, c => c.Lower),
            UpperBounds = Bounds(columns, c => c.Upper),
        };
    }

    private static Dictionary<int, byte[]> Bounds(
        IEnumerable<(int Id, FooterColumn Column)> columns,
        Func<FooterColumn, byte[]?> bound
    ) =>
        columns
            .Select(c => (c.Id, Bytes: bound(c.Column)))
            .Where(b => b.Bytes is not null)
            .ToDictionary(b => b.Id, b => b.Bytes!);

    // The elements of the schema that have no children are the columns of each row group, in the same order.
    private static IEnumerable<(int Id, FooterColumn Column)> Columns(
        FileMetaData footer,
        IEnumerable<(int Id, IReadOnlyList<string> Path, PrimitiveType Type)> leaves
    )
    {
        if (footer.RowGroups.Count == 0)
            yield break;
        var elements = footer.Schema.Where(e => e.NumChildren is null or 0).ToList();
        var first = footer.RowGroups[0].Columns;
        var places = new Dictionary<string, int>();
        for (var i = 0; i < first.Count; i++)
            places[Key(first[i].MetaData!.PathInSchema)] = i;
        foreach (var (id, path, type) in leaves)
        {
            if (places.TryGetValue(Key(path), out var place))
                yield return (
                    id,
                    new FooterColumn(
                        type,
                        elements[place],
                        [.. footer.RowGroups.Select(g => g.Columns[place].MetaData!)]
                    )
                );
        }
    }

    private static string Key(IEnumerable<string> path) => string.Join('\0', path);

    // Lists and maps repeat their values; what is said of those serves no reader.
    private static IEnumerable<(int Id, IReadOnlyList<string> Path, PrimitiveType Type)> Leaves(
        IEnumerable<NestedField> fields,
        IReadOnlyList<string> prefix
    ) =>
        fields.SelectMany(f =>
            f.Type switch
            {
                PrimitiveType p => [(f.Id, [.. prefix, f.Name], p)],
                StructType s => Leaves(s.Fields, [.. prefix, f.Name]),
                _ => Enumerable.Empty<(int, IReadOnlyList<string>, PrimitiveType)>(),
            }
        );
}
