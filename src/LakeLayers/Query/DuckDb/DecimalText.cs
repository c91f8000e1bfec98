using System.Globalization;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>Decimals of up to 38 digits, of which .NET's type holds 28.</summary>
internal static class DecimalText
{
    private static readonly Int128 Largest = (Int128)decimal.MaxValue;

    /// <summary>A <see cref="decimal"/> where it fits, exact text otherwise.</summary>
    public static object Read(Int128 unscaled, int scale)
    {
        var magnitude = Int128.Abs(unscaled);
        if (scale <= 28 && magnitude <= Largest)
        {
            var bits = (UInt128)magnitude;
            return new decimal(
                (int)(uint)bits,
                (int)(uint)(bits >> 32),
                (int)(uint)(bits >> 64),
                unscaled < 0,
                (byte)scale
            );
        }
        var digits = magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}{(scale > 0 ? "." : "")}{digits[^scale..]}";
    }
}
