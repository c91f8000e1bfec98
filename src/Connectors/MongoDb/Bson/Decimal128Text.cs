using System.Globalization;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// Decimal128 (IEEE 754-2008, binary integer significand) as text, by the rules of
/// https://github.com/mongodb/specifications/blob/master/source/bson-decimal128/decimal128.md.
/// </summary>
internal static class Decimal128Text
{
    private const int Bias = 6176;
    private static readonly UInt128 Largest = UInt128.Parse(
        "9999999999999999999999999999999999",
        CultureInfo.InvariantCulture
    );

    public static string Of(ulong high, ulong low)
    {
        var sign = (high >> 63) == 1 ? "-" : "";
        if (((high >> 58) & 0x1F) == 0x1F)
            return "NaN";
        if (((high >> 58) & 0x1F) == 0x1E)
            return sign + "Infinity";

        // A combination that begins with 11 announces a significand that is too large to be valid: it counts as zero.
        var isLarge = ((high >> 61) & 3) == 3;
        var exponent = (int)((high >> (isLarge ? 47 : 49)) & 0x3FFF) - Bias;
        var significand = isLarge ? UInt128.Zero : new UInt128(high & 0x1_FFFF_FFFF_FFFF, low);
        if (significand > Largest)
            significand = UInt128.Zero;

        var digits = significand.ToString(CultureInfo.InvariantCulture);
        var scientific = digits.Length - 1 + exponent;
        if (exponent > 0 || scientific < -6)
        {
            var point = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sign}{digits[0]}{point}E{(scientific < 0 ? "" : "+")}{scientific}"
            );
        }
        if (exponent == 0)
            return sign + digits;
        var whole = digits.Length + exponent;
        return whole > 0 ? $"{sign}{digits[..whole]}.{digits[whole..]}" : $"{sign}0.{new string('0', -whole)}{digits}";
    }
}
