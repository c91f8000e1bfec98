using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>
/// How DuckDB's types are stored in Iceberg tables, and how those are read again. What the format lacks becomes the nearest
/// type that holds all its values.
/// </summary>
internal static class ColumnTypes
{
    /// <summary>The stored type of a column; ids come from the assignment.</summary>
    public static IcebergType Of(DuckDbType type, Func<int> nextId)
    {
        switch (type.Id)
        {
            case DuckDbTypeId.List or DuckDbTypeId.Array:
                var element = nextId();
                return new ListType(element, Of(type.Children[0].Type, nextId), ElementRequired: false);
            case DuckDbTypeId.Map:
                var (key, value) = (nextId(), nextId());
                return new MapType(
                    key,
                    Of(type.Children[0].Type, nextId),
                    value,
                    Of(type.Children[1].Type, nextId),
                    ValueRequired: false
                );
            case DuckDbTypeId.Struct:
                return new StructType([
                    .. type.Children.Select(c => new NestedField(
                        nextId(),
                        c.Name,
                        Required: false,
                        Of(c.Type, nextId)
                    )),
                ]);
            default:
                return new PrimitiveType(Primitive(type));
        }
    }

    /// <summary>The type in DuckDB's words.</summary>
    public static string Sql(IcebergType type) =>
        type switch
        {
            StructType s =>
                $"STRUCT({string.Join(", ", s.Fields.Select(f => $"{Core.Metadata.Sql.Identifier(f.Name)} {Sql(f.Type)}"))})",
            ListType l => $"{Sql(l.Element)}[]",
            MapType m => $"MAP({Sql(m.Key)}, {Sql(m.Value)})",
            PrimitiveType { Decimal: { } d } => string.Create(
                CultureInfo.InvariantCulture,
                $"DECIMAL({d.Precision},{d.Scale})"
            ),
            PrimitiveType { FixedLength: not null } => "BLOB",
            PrimitiveType p => p.Name switch
            {
                "boolean" => "BOOLEAN",
                "int" => "INTEGER",
                "long" => "BIGINT",
                "float" => "FLOAT",
                "double" => "DOUBLE",
                "date" => "DATE",
                "time" => "TIME",
                "timestamp" => "TIMESTAMP",
                "timestamptz" => "TIMESTAMP WITH TIME ZONE",
                "timestamp_ns" => "TIMESTAMP_NS",
                "timestamptz_ns" => throw new IcebergFormatException(
                    "columns of the type timestamptz_ns are not read here: their last three digits would be lost"
                ),
                "uuid" => "UUID",
                "binary" => "BLOB",
                _ => "VARCHAR",
            },
            _ => throw new InvalidOperationException($"{type} is no type"),
        };

    /// <summary>The fields' ids as COPY's FIELD_IDS wants them.</summary>
    public static string FieldIds(IReadOnlyList<NestedField> fields) =>
        $"{{{string.Join(", ", fields.Select(f => Ids(f.Name, f.Id, f.Type)))}}}";

    private static string Ids(string name, int id, IcebergType type)
    {
        var parts = type switch
        {
            StructType s => s.Fields.Select(f => Ids(f.Name, f.Id, f.Type)).ToList(),
            ListType l => [Ids("element", l.ElementId, l.Element)],
            MapType m => [Ids("key", m.KeyId, m.Key), Ids("value", m.ValueId, m.Value)],
            _ => [],
        };
        var number = id.ToString(CultureInfo.InvariantCulture);
        return $"{Core.Metadata.Sql.Literal(name)}: {(parts.Count == 0 ? number : $"{{__duckdb_field_id: {number}, {string.Join(", ", parts)}}}")}";
    }

    private static string Primitive(DuckDbType type) =>
        type.Id switch
        {
            DuckDbTypeId.Boolean => "boolean",
            DuckDbTypeId.TinyInt
            or DuckDbTypeId.SmallInt
            or DuckDbTypeId.Integer
            or DuckDbTypeId.UTinyInt
            or DuckDbTypeId.USmallInt => "int",
            DuckDbTypeId.UInteger or DuckDbTypeId.BigInt => "long",
            DuckDbTypeId.UBigInt => "decimal(20,0)",
            DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt => "decimal(38,0)",
            DuckDbTypeId.Float => "float",
            DuckDbTypeId.Double => "double",
            DuckDbTypeId.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Width},{type.Scale})"),
            DuckDbTypeId.Date => "date",
            DuckDbTypeId.Time or DuckDbTypeId.TimeNs => "time",
            DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs =>
                "timestamp",
            DuckDbTypeId.TimestampTz => "timestamptz",
            DuckDbTypeId.Uuid => "uuid",
            DuckDbTypeId.Blob => "binary",
            _ => "string",
        };
}
