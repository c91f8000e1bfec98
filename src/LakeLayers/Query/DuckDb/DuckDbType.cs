using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>A DuckDB type with what its values need to be read: digits of a decimal, words of an enum, parts of a nested type.</summary>
public sealed unsafe class DuckDbType
{
    private DuckDbType(DuckDbTypeId id, DuckDbTypeId storage, string name)
    {
        Id = id;
        Storage = storage;
        Name = name;
    }

    /// <summary>The type.</summary>
    public DuckDbTypeId Id { get; }

    /// <summary>How values lie in a vector: for DECIMAL SmallInt, Integer, BigInt or HugeInt, for ENUM an unsigned integer; else <see cref="Id"/>.</summary>
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
    internal static DuckDbType Take(nint native)
    {
        try
        {
            return Read(native);
        }
        finally
        {
            DuckDbVectors.DestroyLogicalType(ref native);
        }
    }

    private static DuckDbType Read(nint native)
    {
        var id = (DuckDbTypeId)DuckDbVectors.TypeId(native);
        switch (id)
        {
            case DuckDbTypeId.Decimal:
                var (width, scale) = (DuckDbVectors.DecimalWidth(native), DuckDbVectors.DecimalScale(native));
                return new(id, (DuckDbTypeId)DuckDbVectors.DecimalInternalType(native), $"DECIMAL({width},{scale})")
                {
                    Width = width,
                    Scale = scale,
                };
            case DuckDbTypeId.Enum:
                var words = Enumerable
                    .Range(0, (int)DuckDbVectors.EnumSize(native))
                    .Select(i => NativeText.Take(DuckDbVectors.EnumValue(native, (ulong)i))!)
                    .ToList();
                var list = string.Join(", ", words.Select(Sql.Literal));
                return new(id, (DuckDbTypeId)DuckDbVectors.EnumInternalType(native), $"ENUM({list})") { Words = words };
            case DuckDbTypeId.List:
                var item = Take(DuckDbVectors.ListChildType(native));
                return new(id, id, $"{item.Name}[]") { Children = [("item", item)] };
            case DuckDbTypeId.Array:
                var (part, size) = (Take(DuckDbVectors.ArrayChildType(native)), (int)DuckDbVectors.ArraySize(native));
                return new(id, id, string.Create(CultureInfo.InvariantCulture, $"{part.Name}[{size}]"))
                {
                    Children = [("item", part)],
                    ArraySize = size,
                };
            case DuckDbTypeId.Map:
                var (key, value) = (Take(DuckDbVectors.MapKeyType(native)), Take(DuckDbVectors.MapValueType(native)));
                return new(id, id, $"MAP({key.Name}, {value.Name})") { Children = [("key", key), ("value", value)] };
            case DuckDbTypeId.Struct:
                var fields = Enumerable
                    .Range(0, (int)DuckDbVectors.StructCount(native))
                    .Select(i =>
                        (
                            NativeText.Take(DuckDbVectors.StructChildName(native, (ulong)i))!,
                            Take(DuckDbVectors.StructChildType(native, (ulong)i))
                        )
                    )
                    .ToList();
                var text = string.Join(", ", fields.Select(f => $"{Sql.Identifier(f.Item1)} {f.Item2.Name}"));
                return new(id, id, $"STRUCT({text})") { Children = fields };
            default:
                return new(
                    id,
                    id,
                    NativeText.Take(DuckDbVectors.Alias(native)) is { Length: > 0 } alias ? alias : NameOf(id)
                );
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
