using Penstock.Core.Metadata;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>The columns of a raw table, and the queries that read a chunk of lines into them.</summary>
/// <param name="Documents">The documents' columns, in order.</param>
/// <param name="Names">The column of each field that was seen.</param>
internal sealed record RawColumns(
    IReadOnlyList<(string Name, RawType Type)> Documents,
    IReadOnlyDictionary<string, string> Names
)
{
    /// <summary>A table takes no new columns beyond these; a document with a field that has none is refused.</summary>
    public const int MaxColumns = 1000;

    private readonly Dictionary<string, RawType> _types = Documents.ToDictionary(
        d => d.Name,
        d => d.Type,
        StringComparer.Ordinal
    );

    /// <summary>The fields whose columns have other names.</summary>
    public IEnumerable<KeyValuePair<string, string>> Renamed =>
        Names.Where(n => n.Key != n.Value && _types.ContainsKey(n.Value));

    /// <summary>The table's columns merged with a shape's, and whether the table's files can be read as the result.</summary>
    public static (RawColumns Columns, bool Readable) Merge(
        IReadOnlyList<(string Name, RawType Type)> existing,
        FieldShape shape
    )
    {
        var names = ColumnNames.Of(shape.Fields.Keys, existing.Select(c => c.Name));
        var seen = Seen(shape, names);
        var room = Math.Max(0, MaxColumns - existing.Count);
        var known = existing.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var added = seen.Select(c => c.Name)
            .Where(c => !known.Contains(c))
            .Order(StringComparer.Ordinal)
            .Take(room)
            .ToHashSet(StringComparer.Ordinal);
        var (merged, readable) = RawType.MergeFields(
            existing,
            [.. seen.Where(c => known.Contains(c.Name) || added.Contains(c.Name))],
            int.MaxValue
        );
        return (new RawColumns(merged.Fields!, names), readable);
    }

    /// <summary>The columns of a shape's fields.</summary>
    public static IReadOnlyList<(string Name, RawType Type)> Seen(
        FieldShape shape,
        IReadOnlyDictionary<string, string> names
    ) => [.. shape.Fields.Select(f => (names[f.Key], RawType.Of(f.Value)))];

    /// <summary>The column of a field; null when there is none.</summary>
    public (string Name, RawType Type)? Of(string field) =>
        Names.TryGetValue(field, out var name) && _types.TryGetValue(name, out var type) ? (name, type) : null;

    /// <summary>The SELECT for one chunk as it landed; null when DuckDB cannot read the shape by itself.</summary>
    public string? Plain(LineChunk chunk, LandedObject landed, FieldShape shape, Guid runId, DateTimeOffset now)
    {
        var fields = new Dictionary<string, (string Field, FieldReading Reading)>(StringComparer.Ordinal);
        if (shape.Fields.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < shape.Fields.Count)
            return null;
        foreach (var (name, field) in shape.Fields)
        {
            if (
                name.Length == 0
                || Of(name) is not { } column
                || FieldReading.For(field, column.Type) is not { } reading
            )
                return null;
            fields[column.Name] = (name, reading);
        }
        return Select(
            chunk,
            landed,
            runId,
            now,
            fields.Values.Select(f => (f.Field, f.Reading.Declared)),
            c => fields.TryGetValue(c.Name, out var f) ? Value(f.Field, c.Type, f.Reading) : $"NULL::{c.Type.Sql}"
        );
    }

    /// <summary>The SELECT for one chunk that <see cref="LineRewriter"/> wrote.</summary>
    public string Rewritten(LineChunk chunk, LandedObject landed, Guid runId, DateTimeOffset now) =>
        Select(
            chunk,
            landed,
            runId,
            now,
            Documents.Select(c => (c.Name, AsText(c.Type))),
            c => $"({Sql.Identifier(c.Name)})::{c.Type.Sql}"
        );

    /// <summary>The SELECT of an object without documents.</summary>
    public string NoRows(LandedObject landed, Guid runId, DateTimeOffset now)
    {
        var columns = Documents
            .Select(c => $"NULL::{c.Type.Sql} AS {Sql.Identifier(c.Name)}")
            .Concat(ProvenanceOf(landed, runId, now, "NULL::BIGINT", "NULL::VARCHAR"));
        return $"SELECT {string.Join(", ", columns)} WHERE false";
    }

    private string Select(
        LineChunk chunk,
        LandedObject landed,
        Guid runId,
        DateTimeOffset now,
        IEnumerable<(string Field, string Type)> declared,
        Func<(string Name, RawType Type), string> value
    )
    {
        var types = declared
            .Select(d => $"{Sql.Literal(d.Field)}: {Sql.Literal(d.Type)}")
            .Prepend($"'{LineChunk.HashField}': 'VARCHAR'")
            .Prepend($"'{LineChunk.PositionField}': 'BIGINT'");
        var columns = Documents
            .Select(c => $"{value(c)} AS {Sql.Identifier(c.Name)}")
            .Concat(ProvenanceOf(landed, runId, now, LineChunk.PositionField, LineChunk.HashField));
        return $$"""
            SELECT {{string.Join(", ", columns)}}
            FROM read_ndjson({{Sql.Literal(chunk.Path)}}, columns = { {{string.Join(
                ", ",
                types
            )}} }, maximum_object_size = {{Math.Max(chunk.LongestLine + 1024, 1 << 20)}})
            """;
    }

    private static IEnumerable<string> ProvenanceOf(
        LandedObject landed,
        Guid runId,
        DateTimeOffset now,
        string position,
        string hash
    ) =>
        [
            $"{Sql.Literal(landed.SourceUri)} AS _source_uri",
            $"{position} AS _source_position",
            $"{Sql.Literal(landed.Key)} AS _landing_key",
            $"{Sql.Literal(runId.ToString())} AS _run_id",
            $"{Sql.Literal(now.UtcDateTime.ToString("O"))}::TIMESTAMPTZ AS _ingested_at",
            $"{hash} AS _row_hash",
        ];

    private static string Value(string field, RawType type, FieldReading reading)
    {
        var value = reading.Expression(Sql.Identifier(field));
        return reading.Declared == type.Sql && value == Sql.Identifier(field) ? value : $"({value})::{type.Sql}";
    }

    private static string AsText(RawType type) =>
        type.Item is not null ? $"{AsText(type.Item)}[]"
        : type.Fields is not null
            ? $"STRUCT({string.Join(", ", type.Fields.Select(f => $"{Sql.Identifier(f.Name)} {AsText(f.Type)}"))})"
        : RawType.Text;
}
