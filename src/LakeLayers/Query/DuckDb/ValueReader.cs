using System.Globalization;
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
                DuckDbTypeId.Blob or DuckDbTypeId.Bit => vector.GetBytes(row).ToArray(),
                DuckDbTypeId.Uuid => vector.GetGuid(row),
                DuckDbTypeId.Enum => vector.GetEnum(row),
                DuckDbTypeId.Date => PointInTime.Date(vector.GetInt32(row)),
                DuckDbTypeId.Time => new TimeOnly(vector.GetInt64(row) * 10 % TimeSpan.TicksPerDay),
                DuckDbTypeId.Timestamp => PointInTime.Local(vector.GetInt64(row)),
                DuckDbTypeId.TimestampS => PointInTime.Local(vector.GetInt64(row) * 1_000_000),
                DuckDbTypeId.TimestampMs => PointInTime.Local(vector.GetInt64(row) * 1_000),
                DuckDbTypeId.TimestampNs => PointInTime.Local(vector.GetInt64(row) / 1_000),
                DuckDbTypeId.TimestampTz => PointInTime.Utc(vector.GetInt64(row)),
                DuckDbTypeId.Interval when vector.At<DuckDBInterval>(row).Months == 0 => Span(
                    vector.At<DuckDBInterval>(row)
                ),
                DuckDbTypeId.Interval => IntervalText(vector.At<DuckDBInterval>(row)),
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

    private static TimeSpan Span(DuckDBInterval value) =>
        TimeSpan.FromDays(value.Days) + TimeSpan.FromMicroseconds((long)value.Micros);

    private static string IntervalText(DuckDBInterval value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Months} months {value.Days} days {(long)value.Micros} microseconds"
        );
}
