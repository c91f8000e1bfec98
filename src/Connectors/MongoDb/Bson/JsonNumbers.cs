using System.Globalization;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// Numbers as JSON. A double keeps a point or an exponent, so that it stays a double, and reads back as the same bits.
/// </summary>
internal static class JsonNumbers
{
    public static void Write(LineBuffer output, long value)
    {
        value.TryFormat(output.Room(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    public static void Write(LineBuffer output, double value)
    {
        if (TryWriteCents(output, value))
            return;
        if (!double.IsFinite(value))
        {
            output.Add(
                double.IsNaN(value) ? "{\"$numberDouble\":\"NaN\"}"u8
                : value > 0 ? "{\"$numberDouble\":\"Infinity\"}"u8
                : "{\"$numberDouble\":\"-Infinity\"}"u8
            );
            return;
        }
        var room = output.Room(40);
        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        if (room[..written].IndexOfAny(".E"u8) < 0)
        {
            ".0"u8.CopyTo(room[written..]);
            written += 2;
        }
        output.Advance(written);
    }

    /// <summary>
    /// Most doubles in business data are amounts with up to two decimals. When hundredths / 100 is the value itself (a division
    /// is
    /// correctly rounded, as is reading the decimal back), its digits are those of an integer, which costs a tenth of the
    /// general way.
    /// </summary>
    private static bool TryWriteCents(LineBuffer output, double value)
    {
        var scaled = value * 100;
        if (!(scaled is > -1e15 and < 1e15))
            return false;
        var cents = (long)Math.Round(scaled);
        if (cents / 100.0 != value || (cents == 0 && double.IsNegative(value)))
            return false;
        var room = output.Room(24);
        var at = 0;
        if (cents < 0)
        {
            room[at++] = (byte)'-';
            cents = -cents;
        }
        var (whole, fraction) = Math.DivRem(cents, 100);
        whole.TryFormat(room[at..], out var written, default, CultureInfo.InvariantCulture);
        at += written;
        room[at++] = (byte)'.';
        var (tenths, hundredths) = Math.DivRem((int)fraction, 10);
        room[at++] = (byte)('0' + tenths);
        if (hundredths != 0)
            room[at++] = (byte)('0' + hundredths);
        output.Advance(at);
        return true;
    }
}
