using System.Runtime.CompilerServices;

namespace Penstock.Warehouse.Copy;

/// <summary>
/// PostgreSQL's numeric on the wire (src/backend/utils/adt/numeric.c, numeric_recv): number of base-10000 digits, weight of the
/// first, sign, decimal places shown, then the digits. Digits are grouped from the decimal point outwards.
/// </summary>
internal static unsafe class CopyNumeric
{
    /// <summary>Four header fields and the digits of 38 decimal places that straddle the point.</summary>
    public const int Longest = 8 + (2 * MaxGroups);

    private const int MaxGroups = 12;
    private const short Negative = 0x4000;

    /// <summary>Writes length and value of <paramref name="unscaled"/> × 10^-scale.</summary>
    public static byte* Write(byte* p, long unscaled, int scale)
    {
        var groups = stackalloc short[MaxGroups];
        var rest = unscaled < 0 ? (ulong)-unscaled : (ulong)unscaled;
        var count = 0;
        if ((scale & 3) is var odd and not 0)
        {
            var (quotient, digits) = Math.DivRem(
                rest,
                odd == 1 ? 10UL
                    : odd == 2 ? 100UL
                    : 1000UL
            );
            groups[count++] = (short)(
                digits
                * (
                    odd == 1 ? 1000UL
                    : odd == 2 ? 100UL
                    : 10UL
                )
            );
            rest = quotient;
        }
        for (; rest != 0; count++)
        {
            var quotient = rest / 10000;
            groups[count] = (short)(rest - (quotient * 10000));
            rest = quotient;
        }
        return Emit(p, groups, count, unscaled < 0, scale);
    }

    /// <summary>As the other one, for values of 19 to 38 decimal digits.</summary>
    public static byte* Write(byte* p, Int128 unscaled, int scale)
    {
        if (unscaled <= long.MaxValue && unscaled > long.MinValue)
            return Write(p, (long)unscaled, scale);
        var groups = stackalloc short[MaxGroups];
        var rest = (UInt128)(unscaled < 0 ? -unscaled : unscaled);
        var count = 0;
        if ((scale & 3) is var odd and not 0)
        {
            var (quotient, digits) = UInt128.DivRem(
                rest,
                odd == 1 ? 10U
                    : odd == 2 ? 100U
                    : 1000U
            );
            groups[count++] = (short)(
                (int)digits
                * (
                    odd == 1 ? 1000
                    : odd == 2 ? 100
                    : 10
                )
            );
            rest = quotient;
        }
        for (; rest != 0; count++)
        {
            (rest, var digits) = UInt128.DivRem(rest, 10000U);
            groups[count] = (short)digits;
        }
        return Emit(p, groups, count, unscaled < 0, scale);
    }

    // groups[0] is the last group; the first (scale + 3) / 4 of them are behind the point.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Emit(byte* p, short* groups, int count, bool isNegative, int scale)
    {
        var fraction = (scale + 3) >> 2;
        while (count > 0 && groups[count - 1] == 0)
            count--;
        var last = 0;
        while (last < count && groups[last] == 0)
            last++;
        p = BigEndian.Int32(p, 8 + (2 * (count - last)));
        p = BigEndian.Int16(p, (short)(count - last));
        p = BigEndian.Int16(p, (short)(count == 0 ? 0 : count - fraction - 1));
        p = BigEndian.Int16(p, isNegative && count > 0 ? Negative : (short)0);
        p = BigEndian.Int16(p, (short)scale);
        for (var i = count - 1; i >= last; i--)
            p = BigEndian.Int16(p, groups[i]);
        return p;
    }
}
