using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Penstock.LakeLayers.Query.DuckDb.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>Makes DuckDB's value of a .NET value: what <see cref="DuckDbSession"/> takes as parameters.</summary>
internal static unsafe class ParameterValue
{
    public static ValueHandle Create(object? value) =>
        value switch
        {
            null or DBNull => DuckDbValues.Null(),
            string s => Text(s),
            bool b => DuckDbValues.Bool(b ? (byte)1 : (byte)0),
            int i => DuckDbValues.Int32(i),
            long l => DuckDbValues.Int64(l),
            double d => DuckDbValues.Double(d),
            decimal m => Decimal(m),
            Guid g => Uuid(g),
            DateOnly d => DuckDbValues.Date(d.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
            DateTimeOffset t => DuckDbValues.TimestampTz(PointInTime.Micros(t.UtcDateTime)),
            // A local time would change its meaning with the machine; its instant does not.
            DateTime { Kind: DateTimeKind.Unspecified } t => DuckDbValues.Timestamp(PointInTime.Micros(t)),
            DateTime t => DuckDbValues.TimestampTz(PointInTime.Micros(t.ToUniversalTime())),
            byte[] bytes => Blob(bytes),
            IEnumerable<string> list => List(list),
            _ => throw new ArgumentException($"A parameter of type {value.GetType()} is not supported.", nameof(value)),
        };

    private static ValueHandle Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* p = utf8)
            return DuckDbValues.Varchar(p, (ulong)utf8.Length);
    }

    private static ValueHandle Blob(byte[] bytes)
    {
        fixed (byte* p = bytes)
            return DuckDbValues.Blob(p, (ulong)bytes.Length);
    }

    private static ValueHandle Decimal(decimal value)
    {
        var bits = decimal.GetBits(value);
        var unscaled = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (value < 0)
            unscaled = -unscaled;
        var digits = ((BigInteger)Int128.Abs(unscaled)).ToString(CultureInfo.InvariantCulture).Length;
        return DuckDbValues.Decimal(
            new NativeDecimal
            {
                Width = (byte)Math.Max(digits, value.Scale),
                Scale = value.Scale,
                Lower = (ulong)unscaled,
                Upper = (long)(unscaled >> 64),
            }
        );
    }

    private static ValueHandle Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return DuckDbValues.Uuid(
            new NativeHuge
            {
                Upper = BinaryPrimitives.ReadUInt64BigEndian(bytes),
                Lower = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            }
        );
    }

    private static ValueHandle List(IEnumerable<string> items)
    {
        var type = DuckDbValues.LogicalType((int)DuckDbTypeId.Varchar);
        var handles = items.Select(Text).ToList();
        try
        {
            // One spare slot: an empty list still needs an address.
            var values = new nint[handles.Count + 1];
            for (var i = 0; i < handles.Count; i++)
                values[i] = handles[i].DangerousGetHandle();
            fixed (nint* p = values)
                return DuckDbValues.List(type, p, (ulong)handles.Count);
        }
        finally
        {
            handles.ForEach(h => h.Dispose());
            DuckDbVectors.DestroyLogicalType(ref type);
        }
    }
}
