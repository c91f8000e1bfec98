using System.Globalization;
using System.Numerics;
using System.Text;
using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>Turns one value of a vector into .NET's nearest; the rules are those of <see cref="DuckDbRows"/>.</summary>
internal static class ValueReader
{
    public static object? Read(DuckDbVector vector, int row) =>
        vector.IsNull(row)
            ? null
            : vector.Type.Id switch
            {
                DuckDbTypeId.Boolean => vector.GetBoolean(row),
                DuckDbTypeId.TinyInt => vector.GetSByte(row),
                DuckDbTypeId.SmallInt => vector.GetInt16(row),
                DuckDbTypeId.Integer => vector.GetInt32(row),
                DuckDbTypeId.BigInt => vector.GetInt64(row),
                DuckDbTypeId.UTinyInt => vector.At<byte>(row),
                DuckDbTypeId.USmallInt => vector.At<ushort>(row),
                DuckDbTypeId.UInteger => vector.At<uint>(row),
                DuckDbTypeId.UBigInt => vector.At<ulong>(row),
                DuckDbTypeId.HugeInt => vector.GetInt128(row),
                DuckDbTypeId.UHugeInt => vector.At<DuckDBUHugeInt>(row).ToUInt128(),
                DuckDbTypeId.Float => vector.GetSingle(row),
                DuckDbTypeId.Double => vector.GetDouble(row),
                DuckDbTypeId.Decimal => DecimalText.Read(vector.GetUnscaled(row), vector.Type.Scale),
                DuckDbTypeId.Varchar => vector.GetString(row),
                DuckDbTypeId.Blob => vector.GetBytes(row).ToArray(),
                DuckDbTypeId.Bit => Bits(vector.GetBytes(row)),
                DuckDbTypeId.BigNum => BigNumber(vector.GetBytes(row)),
                DuckDbTypeId.Uuid => vector.GetGuid(row),
                DuckDbTypeId.Enum => vector.GetEnum(row),
                DuckDbTypeId.Date => PointInTime.Date(vector.GetInt32(row)),
                DuckDbTypeId.Time => PointInTime.Day(vector.GetInt64(row)),
                DuckDbTypeId.TimeNs => PointInTime.DayText(vector.GetInt64(row)),
                DuckDbTypeId.TimeTz => PointInTime.DayWithOffset(vector.At<ulong>(row)),
                DuckDbTypeId.Timestamp => PointInTime.Local(vector.GetInt64(row)),
                DuckDbTypeId.TimestampS => PointInTime.Local(vector.GetInt64(row), 1_000_000),
                DuckDbTypeId.TimestampMs => PointInTime.Local(vector.GetInt64(row), 1_000),
                DuckDbTypeId.TimestampNs => PointInTime.Nanos(vector.GetInt64(row)),
                DuckDbTypeId.TimestampTz => PointInTime.Utc(vector.GetInt64(row)),
                DuckDbTypeId.Interval => IntervalText.Of(vector.At<DuckDBInterval>(row)),
                DuckDbTypeId.List => List(vector, row),
                DuckDbTypeId.Array => Items(vector.GetArrayItems(), row * vector.Type.ArraySize, vector.Type.ArraySize),
                DuckDbTypeId.Struct => Struct(vector, row),
                DuckDbTypeId.Map => Map(vector, row),
                DuckDbTypeId.SqlNull => null,
                _ => throw new DuckDbException(
                    $"Values of type {vector.Type.Name} cannot be read",
                    DuckDbErrorType.Invalid,
                    null,
                    "CAST the column to VARCHAR"
                ),
            };

    private static List<object?> List(DuckDbVector vector, int row)
    {
        var items = vector.GetList(row, out var offset, out var length);
        return Items(items, offset, length);
    }

    private static List<object?> Items(DuckDbVector items, int offset, int length)
    {
        var list = new List<object?>(length);
        for (var i = offset; i < offset + length; i++)
            list.Add(Read(items, i));
        return list;
    }

    private static Dictionary<string, object?> Struct(DuckDbVector vector, int row)
    {
        var fields = vector.Type.Children;
        var record = new Dictionary<string, object?>(fields.Count);
        for (var i = 0; i < fields.Count; i++)
            record[fields[i].Name] = Read(vector.GetField(i), row);
        return record;
    }

    private static List<KeyValuePair<object, object?>> Map(DuckDbVector vector, int row)
    {
        var (keys, values) = vector.GetMap(row, out var offset, out var length);
        var pairs = new List<KeyValuePair<object, object?>>(length);
        for (var i = offset; i < offset + length; i++)
            pairs.Add(new(Read(keys, i)!, Read(values, i)));
        return pairs;
    }

    // The first byte says how many bits of the second are none.
    private static string Bits(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 8);
        foreach (var one in bytes[1..])
            text.Append(Convert.ToString(one, 2).PadLeft(8, '0'));
        return text.ToString(bytes[0], text.Length - bytes[0]);
    }

    // Three bytes of header, then the magnitude with the highest byte first; all bits of a negative number are turned over.
    private static string BigNumber(ReadOnlySpan<byte> bytes)
    {
        var isNegative = (bytes[0] & 0x80) == 0;
        var magnitude = bytes[3..].ToArray();
        if (isNegative)
            magnitude = [.. magnitude.Select(b => (byte)~b)];
        var number = new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        return (isNegative ? -number : number).ToString(CultureInfo.InvariantCulture);
    }
}
