using System.Globalization;
using System.Numerics;
using System.Text;

namespace Penstock.Jinja.Formatting;

/// <summary>Floats as Python writes them: the shortest text that reads back the same, and exact roundings.</summary>
internal static class FloatText
{
    public static string Repr(double value)
    {
        if (Special(value) is { } special)
            return special;
        var (digits, exponent) = Shortest(Math.Abs(value));
        var sign = double.IsNegative(value) ? "-" : "";
        return sign
            + (
                exponent is < -4 or >= 16
                    ? Scientific(digits, exponent, 'e', false)
                    : Positional(digits, exponent, true)
            );
    }

    public static string? Special(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : null;

    /// <summary>With so many digits behind the point, rounded half to even from the exact value; without sign.</summary>
    public static string Fixed(double value, int precision)
    {
        var scaled = Scaled(Math.Abs(value), precision)
            .ToString(CultureInfo.InvariantCulture)
            .PadLeft(precision + 1, '0');
        return precision == 0 ? scaled : $"{scaled[..^precision]}.{scaled[^precision..]}";
    }

    /// <summary>Scientific, with so many digits behind the point; without sign.</summary>
    public static string Exponent(double value, int precision, char letter)
    {
        var (digits, exponent) = Rounded(Math.Abs(value), precision + 1);
        return Scientific(digits.PadRight(precision + 1, '0'), exponent, letter, false);
    }

    /// <summary>With so many significant digits, scientific where the exponent is far from zero; without sign.</summary>
    public static string General(double value, int precision, char letter, bool keepsZeros, bool keepsPoint = false)
    {
        precision = Math.Max(1, precision);
        var (digits, exponent) = Rounded(Math.Abs(value), precision);
        digits =
            keepsZeros ? digits.PadRight(precision, '0')
            : digits.TrimEnd('0') is { Length: > 0 } trimmed ? trimmed
            : "0";
        return exponent < -4 || exponent >= precision
            ? Scientific(digits, exponent, letter, keepsPoint)
            : Positional(digits, exponent, keepsPoint);
    }

    /// <summary>Rounds as Python's <c>round</c> does.</summary>
    public static double Round(double value, int precision)
    {
        if (!double.IsFinite(value) || precision > 323)
            return value;
        if (precision < -308)
            return Math.CopySign(0, value);
        var text = $"{Scaled(Math.Abs(value), precision)}e{-precision}";
        return Math.CopySign(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), value);
    }

    /// <summary>A whole number divided by a power of ten, rounded half to even.</summary>
    public static BigInteger DivideRounded(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        var order = (BigInteger.Abs(rest) * 2).CompareTo(divisor);
        return order > 0 || order == 0 && !quotient.IsEven ? quotient + value.Sign : quotient;
    }

    // value * 10^precision, rounded half to even from the exact value.
    private static BigInteger Scaled(double value, int precision)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7ff);
        BigInteger mantissa = bits & 0xfffffffffffffL;
        if (exponent == 0)
            exponent++;
        else
            mantissa |= 1L << 52;
        exponent -= 1075;
        var (numerator, divisor) =
            exponent >= 0 ? (mantissa << exponent, BigInteger.One) : (mantissa, BigInteger.One << -exponent);
        if (precision >= 0)
            numerator *= BigInteger.Pow(10, precision);
        else
            divisor *= BigInteger.Pow(10, -precision);
        return DivideRounded(numerator, divisor);
    }

    private static (string Digits, int Exponent) Shortest(double value)
    {
        if (value == 0)
            return ("0", 0);
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        text = value.ToString("R", CultureInfo.InvariantCulture);
        var (mantissa, exponent) = text.Split('E') is [var m, var e]
            ? (m, int.Parse(e, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
            : (text, 0);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa : mantissa[..point];
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return (digits, exponent + whole.Length - 1 - leading);
    }

    private static (string Digits, int Exponent) Rounded(double value, int digits)
    {
        if (value == 0)
            return (new string('0', digits), 0);
        var exponent = Shortest(value).Exponent;
        var text = Scaled(value, digits - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        return text.Length > digits ? (text[..digits], exponent + 1) : (text, exponent);
    }

    private static string Positional(string digits, int exponent, bool keepsPoint)
    {
        if (exponent < 0)
            return $"0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1)
            return digits.PadRight(exponent + 1, '0') + (keepsPoint ? ".0" : "");
        return $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Scientific(string digits, int exponent, char letter, bool keepsPoint)
    {
        var result = new StringBuilder().Append(digits[0]);
        if (digits.Length > 1)
            result.Append('.').Append(digits, 1, digits.Length - 1);
        else if (keepsPoint)
            result.Append(".0");
        return result
            .Append(letter)
            .Append(exponent < 0 ? '-' : '+')
            .Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture))
            .ToString();
    }
}
