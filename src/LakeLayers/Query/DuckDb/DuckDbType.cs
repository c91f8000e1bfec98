using System.Globalization;
using DuckDB.NET.Native;
using Penstock.Core.Metadata;
using LogicalType = DuckDB.NET.Native.NativeMethods.LogicalType;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// A DuckDB type with what its values need to be read: digits of a decimal, words of an enum, parts of a nested type.
/// </summary>
public sealed class DuckDbType
{
    private DuckDbType(DuckDbTypeId id, DuckDbTypeId storage, string name)
    {
        Id = id;
        Storage = storage;
        Name = name;
    }

    /// <summary>The type.</summary>
    public DuckDbTypeId Id { get; }

    /// <summary>
    /// How values lie in a vector: for DECIMAL SmallInt, Integer, BigInt or HugeInt, for ENUM an unsigned integer; else <see
    /// cref="Id"/>.
    /// </summary>
    public DuckDbTypeId Storage { get; }

    /// <summary>The type as SQL writes it.</summary>
    public string Name { get; }

    /// <summary>Decimal digits after the point; 0 for other types.</summary>
    public int Scale { get; private init; }

    /// <summary>Decimal digits in all; 0 for other types.</summary>
    public int Width { get; private init; }

    /// <summary>Items of an ARRAY; 0 for other types.</summary>
    public int ArraySize { get; private init; }

    /// <summary>The words of an ENUM.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>The parts: the item of a LIST or ARRAY, key and value of a MAP, the fields of a STRUCT.</summary>
    public IReadOnlyList<(string Name, DuckDbType Type)> Children { get; private init; } = [];

    /// <summary>Reads a native type and releases it.</summary>
    internal static DuckDbType Take(DuckDBLogicalType native)
    {
        using (native)
            return Read(native);
    }

    private static DuckDbType Read(DuckDBLogicalType native)
    {
        var id = (DuckDbTypeId)LogicalType.DuckDBGetTypeId(native);
        switch (id)
        {
            case DuckDbTypeId.Decimal:
                var (width, scale) = (LogicalType.DuckDBDecimalWidth(native), LogicalType.DuckDBDecimalScale(native));
                return new(id, (DuckDbTypeId)LogicalType.DuckDBDecimalInternalType(native), $"DECIMAL({width},{scale})")
                {
                    Width = width,
                    Scale = scale,
                };
            case DuckDbTypeId.Enum:
                var words = Enumerable
                    .Range(0, (int)LogicalType.DuckDBEnumDictionarySize(native))
                    .Select(i => LogicalType.DuckDBEnumDictionaryValue(native, i))
                    .ToList();
                var list = string.Join(", ", words.Select(Sql.Literal));
                return new(id, (DuckDbTypeId)LogicalType.DuckDBEnumInternalType(native), $"ENUM({list})")
                {
                    Words = words,
                };
            case DuckDbTypeId.List:
                var item = Take(LogicalType.DuckDBListTypeChildType(native));
                return new(id, id, $"{item.Name}[]") { Children = [("item", item)] };
            case DuckDbTypeId.Array:
                var (part, size) = (
                    Take(LogicalType.DuckDBArrayTypeChildType(native)),
                    (int)LogicalType.DuckDBArrayVectorGetSize(native)
                );
                return new(id, id, string.Create(CultureInfo.InvariantCulture, $"{part.Name}[{size}]"))
                {
                    Children = [("item", part)],
                    ArraySize = size,
                };
            case DuckDbTypeId.Map:
                var (key, value) = (
                    Take(LogicalType.DuckDBMapTypeKeyType(native)),
                    Take(LogicalType.DuckDBMapTypeValueType(native))
                );
                return new(id, id, $"MAP({key.Name}, {value.Name})") { Children = [("key", key), ("value", value)] };
            case DuckDbTypeId.Struct:
                var fields = Enumerable
                    .Range(0, (int)LogicalType.DuckDBStructTypeChildCount(native))
                    .Select(i =>
                        (
                            LogicalType.DuckDBStructTypeChildName(native, i),
                            Take(LogicalType.DuckDBStructTypeChildType(native, i))
                        )
                    )
                    .ToList();
                var text = string.Join(", ", fields.Select(f => $"{Sql.Identifier(f.Item1)} {f.Item2.Name}"));
                return new(id, id, $"STRUCT({text})") { Children = fields };
            default:
                return new(id, id, DuckDbLibrary.AliasOf(native) is { Length: > 0 } alias ? alias : NameOf(id));
        }
    }

    private static string NameOf(DuckDbTypeId id) =>
        id switch
        {
            DuckDbTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
            DuckDbTypeId.TimeTz => "TIME WITH TIME ZONE",
            DuckDbTypeId.TimestampS => "TIMESTAMP_S",
            DuckDbTypeId.TimestampMs => "TIMESTAMP_MS",
            DuckDbTypeId.TimestampNs => "TIMESTAMP_NS",
            DuckDbTypeId.SqlNull => "\"NULL\"",
            _ => id.ToString().ToUpperInvariant(),
        };
}
