using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Raw;

/// <summary>The columns of a raw table, and the query that reads a chunk of lines into them.</summary>
/// <param name="Documents">The documents' columns, in order.</param>
internal sealed record RawColumns(IReadOnlyList<(string Name, RawType Type)> Documents)
{
    private static readonly string[] Provenance =
    [
        "_source_uri",
        "_source_position",
        "_landing_key",
        "_run_id",
        "_ingested_at",
        "_row_hash",
    ];

    /// <summary>The table's columns merged with a shape's, and whether the table's files can be read as the result.</summary>
    public static (RawColumns Columns, bool Readable) Merge(
        DuckDbSession session,
        IReadOnlyList<FieldSchema> existing,
        FieldShape shape,
        bool decimalsAsText
    )
    {
        var clash = shape
            .Fields.Keys.GroupBy(ColumnOf, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(g => g.Count() > 1 || g.Key.Length == 0);
        if (clash is not null)
            throw Clash(string.Join(" and ", clash.Select(f => $"'{f}'")));
        var known = existing
            .Where(c => !Provenance.Contains(c.Name))
            .Select(c => (c.Name, TypeOf(session, c.Type)))
            .ToList();
        var seen = shape.Fields.Select(f => (ColumnOf(f.Key), RawType.Of(f.Value, decimalsAsText))).ToList();
        var (merged, readable) = RawType.Merge(
            new(null as string) { Fields = known },
            new(null as string) { Fields = seen }
        );
        return (
            new RawColumns(merged.Fields ?? throw Clash("columns of the table and fields of the documents")),
            readable
        );
    }

    /// <summary>The SELECT for one chunk.</summary>
    public string Query(
        LineChunk chunk,
        LandedObject landed,
        FieldShape shape,
        Guid runId,
        DateTimeOffset now,
        bool careful
    )
    {
        var readings = Documents
            .Select(c => (c.Name, c.Type, Field: shape.Fields.FirstOrDefault(f => ColumnOf(f.Key) == c.Name)))
            .Select(c =>
                (
                    c.Name,
                    c.Type,
                    c.Field.Key,
                    Reading: c.Field.Key is null ? null : FieldReading.For(c.Field.Value, c.Type, careful)
                )
            )
            .ToList();
        var declared = readings
            .Where(r => r.Reading is not null)
            .Select(r => $"{Sql.Literal(r.Key!)}: {Sql.Literal(r.Reading!.Declared)}")
            .Prepend($"'{LineChunk.HashField}': 'VARCHAR'")
            .Prepend($"'{LineChunk.PositionField}': 'BIGINT'");
        var columns = readings
            .Select(r => $"{Value(r.Key, r.Type, r.Reading)} AS {Sql.Identifier(r.Name)}")
            .Concat(ProvenanceOf(landed, runId, now, LineChunk.PositionField, LineChunk.HashField));
        return $$"""
            SELECT {{string.Join(", ", columns)}}
            FROM read_ndjson({{Sql.Literal(chunk.Path)}}, columns = { {{string.Join(
                ", ",
                declared
            )}} }, maximum_object_size = {{Math.Max(chunk.LongestLine + 1024, 1 << 20)}})
            """;
    }

    /// <summary>The SELECT of an object without documents.</summary>
    public string NoRows(LandedObject landed, Guid runId, DateTimeOffset now)
    {
        var columns = Documents
            .Select(c => $"NULL::{c.Type.Sql} AS {Sql.Identifier(c.Name)}")
            .Concat(ProvenanceOf(landed, runId, now, "NULL::BIGINT", "NULL::VARCHAR"));
        return $"SELECT {string.Join(", ", columns)} WHERE false";
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

    private static string Value(string? field, RawType type, FieldReading? reading)
    {
        if (reading is null)
            return $"NULL::{type.Sql}";
        var value = reading.Expression(Sql.Identifier(field!));
        return reading.Declared == type.Sql && value == Sql.Identifier(field!) ? value : $"({value})::{type.Sql}";
    }

    private static string ColumnOf(string field) => Provenance.Contains(field.ToLowerInvariant()) ? field + "_" : field;

    private static RawType TypeOf(DuckDbSession session, string type) =>
        RawType.From(session.Query($"SELECT NULL::{type}").Columns[0].Logical);

    private static PenstockException Clash(string what) =>
        new(
            "Fields of the documents cannot be told apart as columns (they differ only in case, or have no name)",
            what,
            "Nothing was published",
            "leave one of the fields out with the connector's projection"
        );
}
