using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using DuckDB.NET.Native;
using Values = DuckDB.NET.Native.NativeMethods.Value;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>Makes DuckDB's value of a .NET value: what <see cref="DuckDbSession"/> takes as parameters.</summary>
internal static class ParameterValue
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static DuckDBValue Create(object? value) =>
        value switch
        {
            null or DBNull => Values.DuckDBCreateNullValue(),
            string s => Text(s),
            bool b => Values.DuckDBCreateBool(b),
            int i => Values.DuckDBCreateInt32(i),
            long l => Values.DuckDBCreateInt64(l),
            double d => Values.DuckDBCreateDouble(d),
            decimal m => Decimal(m),
            Guid g => Uuid(g),
            DateOnly d => Values.DuckDBCreateDate(new DuckDBDate { Days = d.DayNumber - Epoch }),
            DateTimeOffset t => Values.DuckDBCreateTimestampTz(Micros(t.UtcDateTime)),
            // A local time would change its meaning with the machine; its instant does not.
            DateTime { Kind: DateTimeKind.Unspecified } t => Values.DuckDBCreateTimestamp(Micros(t)),
            DateTime t => Values.DuckDBCreateTimestampTz(Micros(t.ToUniversalTime())),
            byte[] bytes => Values.DuckDBCreateBlob(bytes, bytes.Length),
            IEnumerable<string> list => List(list),
            _ => throw new ArgumentException($"A parameter of type {value.GetType()} is not supported.", nameof(value)),
        };

    private static DuckDBValue Text(string text) => DuckDbLibrary.Varchar(Encoding.UTF8.GetBytes(text));

    private static DuckDBTimestampStruct Micros(DateTime time) => new() { Micros = PointInTime.Micros(time) };

    private static DuckDBValue Decimal(decimal value)
    {
        var bits = decimal.GetBits(value);
        var unscaled = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (value < 0)
            unscaled = -unscaled;
        var digits = ((BigInteger)Int128.Abs(unscaled)).ToString(CultureInfo.InvariantCulture).Length;
        return Values.DuckDBCreateDecimal(
            new DuckDBDecimal(
                (byte)Math.Max(digits, value.Scale),
                value.Scale,
                new DuckDBHugeInt((ulong)unscaled, (long)(unscaled >> 64))
            )
        );
    }

    private static DuckDBValue Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Values.DuckDBCreateUuid(
            new DuckDBHugeInt(
                BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64BigEndian(bytes)
            )
        );
    }

    private static DuckDBValue List(IEnumerable<string> items)
    {
        using var type = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        var values = items.Select(Text).ToArray();
        try
        {
            return Values.DuckDBCreateListValue(type, values, values.Length);
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }
}
