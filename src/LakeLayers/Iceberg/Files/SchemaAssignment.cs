using Penstock.Core.Metadata;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>
/// Gives the columns of queries the field ids of a table: a column that is there keeps its id as long as its files can be read
/// as its new
/// type; any other gets an id that was never used. One assignment serves all files that a step writes for the table.
/// </summary>
internal sealed class SchemaAssignment(AssignedColumns? current)
{
    private readonly int _schemaId = current?.Schema.SchemaId ?? 0;
    private IReadOnlyList<NestedField> _known = current?.Schema.Fields ?? [];
    private int _last = current?.LastColumnId ?? 0;

    /// <summary>The columns with their ids; the schema id is that of the current one, until a commit gives it another.</summary>
    public AssignedColumns Assign(DuckDbSession session, IReadOnlyList<FieldSchema> columns)
    {
        // An empty result of these types is the one way to have DuckDB read its own words for them.
        var types = session
            .Query($"SELECT {string.Join(", ", columns.Select(c => $"NULL::{c.Type}"))} LIMIT 0")
            .Columns;
        return Assign([.. columns.Select((c, i) => (c.Name, types[i].Logical, c.Description))]);
    }

    /// <summary>The same for columns whose types are at hand.</summary>
    public AssignedColumns Assign(IReadOnlyList<(string Name, DuckDbType Type, string? Doc)> columns)
    {
        List<NestedField> fields =
        [
            .. columns.Select(c => Column(Find(_known, c.Name), c.Name, ColumnTypes.Of(c.Type, () => 0), c.Doc)),
        ];
        _known = [.. fields, .. _known.Where(k => Find(fields, k.Name) is null)];
        var identifiers = current?.Schema.IdentifierFieldIds?.Where(id => fields.Exists(f => f.Id == id)).ToList();
        return new AssignedColumns(
            new IcebergSchema(_schemaId, fields)
            {
                IdentifierFieldIds = identifiers is { Count: > 0 } ? identifiers : null,
            },
            _last
        );
    }

    // What another engine said of a column stays: that it is required, its defaults.
    private NestedField Column(NestedField? known, string name, IcebergType type, string? doc)
    {
        var field = Field(known, name, type, doc);
        return known?.Id == field.Id
            ? field with
            {
                Required = known.Required,
                InitialDefault = known.InitialDefault,
                WriteDefault = known.WriteDefault,
            }
            : field;
    }

    private NestedField Field(NestedField? known, string name, IcebergType type, string? doc)
    {
        var keeps = known is not null && Keeps(known.Type, type);
        return new NestedField(
            keeps ? known!.Id : ++_last,
            name,
            false,
            Numbered(keeps ? known!.Type : null, type),
            doc ?? (keeps ? known!.Doc : null)
        );
    }

    private IcebergType Numbered(IcebergType? known, IcebergType type)
    {
        switch (type)
        {
            case StructType s:
                return new StructType([
                    .. s.Fields.Select(f =>
                        Field(Find((known as StructType)?.Fields ?? [], f.Name), f.Name, f.Type, null)
                    ),
                ]);
            case ListType l:
                var list = known as ListType;
                var (elementId, element) = Part(list?.Element, list?.ElementId, l.Element);
                return new ListType(elementId, element, false);
            case MapType m:
                var map = known as MapType;
                var (keyId, key) = Part(map?.Key, map?.KeyId, m.Key);
                var (valueId, value) = Part(map?.Value, map?.ValueId, m.Value);
                return new MapType(keyId, key, valueId, value, false);
            default:
                return known is PrimitiveType && IsSameHere(known, type) ? known : type;
        }
    }

    private static bool Keeps(IcebergType known, IcebergType type) =>
        SchemaChange.CanRead(known, type)
        || (known is PrimitiveType && type is PrimitiveType && IsSameHere(known, type));

    // DuckDB has one type for several of the format's: bytes are bytes, whether a table fixes their number or not.
    private static bool IsSameHere(IcebergType known, IcebergType type) =>
        ColumnTypes.Sql(known) == ColumnTypes.Sql(type);

    private (int Id, IcebergType Type) Part(IcebergType? known, int? id, IcebergType type)
    {
        var keeps = known is not null && Keeps(known, type);
        return (keeps ? id!.Value : ++_last, Numbered(keeps ? known : null, type));
    }

    private static NestedField? Find(IReadOnlyList<NestedField> fields, string name) =>
        fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
}
