using System.Globalization;
using System.Numerics;

namespace Penstock.Jinja.Values;

/// <summary>Python's arithmetic: whole numbers of any size beside floats.</summary>
internal static class Numbers
{
    private const int MaxBits = 65_536;

    public static bool IsNumber(object? value) => value is long or double or bool or BigInteger;

    public static bool IsInteger(object? value) => value is long or bool or BigInteger;

    public static object Shrink(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? (object)(long)value
        : value.GetBitLength() > MaxBits ? throw PyError.Limit("A number has more digits than are allowed")
        : value;

    public static BigInteger Big(object value) =>
        value switch
        {
            bool b => b ? 1 : 0,
            long n => n,
            BigInteger n => n,
            _ => throw new InvalidOperationException("Not a whole number"),
        };

    public static double Double(object value) =>
        value switch
        {
            double d => d,
            bool b => b ? 1 : 0,
            long n => n,
            BigInteger n when !double.IsFinite((double)n) => throw PyError.Overflow(
                "int too large to convert to float"
            ),
            BigInteger n => (double)n,
            _ => throw new InvalidOperationException("Not a number"),
        };

    public static int Compare(object left, object right)
    {
        if (left is double or BigInteger || right is double or BigInteger)
        {
            if (left is not double && right is not double)
                return Big(left).CompareTo(Big(right));
            var (a, b) = (left as double?, right as double?);
            if (a is not null && b is not null)
                return a == b ? 0
                    : a < b ? -1
                    : a > b ? 1
                    : 2; // NaN is unlike everything.
            var (real, whole, sign) = a is not null ? (a.Value, Big(right), 1) : (b!.Value, Big(left), -1);
            if (double.IsNaN(real))
                return 2;
            if (double.IsInfinity(real))
                return real > 0 ? sign : -sign;
            var order = new BigInteger(Math.Floor(real)).CompareTo(whole);
            return sign
                * (
                    order != 0 ? order
                    : real > Math.Floor(real) ? 1
                    : 0
                );
        }
        return Long(left).CompareTo(Long(right));
    }

    public static object Add(object left, object right) =>
        left is double || right is double ? Double(left) + Double(right)
        : left is not BigInteger && right is not BigInteger && TryAdd(Long(left), Long(right), out var sum) ? sum
        : Shrink(Big(left) + Big(right));

    public static object Subtract(object left, object right) =>
        left is double || right is double ? Double(left) - Double(right)
        : left is not BigInteger && right is not BigInteger && TryAdd(Long(left), right, out var difference)
            ? difference
        : Shrink(Big(left) - Big(right));

    public static object Multiply(object left, object right)
    {
        if (left is double || right is double)
            return Double(left) * Double(right);
        if (left is not BigInteger && right is not BigInteger)
        {
            var product = (Int128)Long(left) * Long(right);
            if (product >= long.MinValue && product <= long.MaxValue)
                return (long)product;
        }
        return Shrink(Big(left) * Big(right));
    }

    public static object Divide(object left, object right)
    {
        if (IsZero(right))
            throw Zero(left is double || right is double ? "float division by zero" : "division by zero");
        if (left is not BigInteger && right is not BigInteger)
            return Double(left) / Double(right);
        if (left is double || right is double)
            return Double(left) / Double(right);
        var (a, b) = (Big(left), Big(right));
        // Scaled so that the quotient has more digits than a float holds.
        var shift = (int)Math.Max(0, 80 - (a.GetBitLength() - b.GetBitLength()));
        var quotient = (double)BigInteger.Divide(a << shift, b) * Math.Pow(2, -shift);
        return double.IsFinite(quotient)
            ? quotient
            : throw PyError.Overflow("integer division result too large for a float");
    }

    public static object FloorDivide(object left, object right)
    {
        if (left is double || right is double)
        {
            var (a, b) = (Double(left), Double(right));
            if (b == 0)
                throw Zero("float floor division by zero");
            var rest = FloatModulo(a, b);
            var quotient = (a - rest) / b;
            return quotient == 0
                ? Math.CopySign(0, a / b)
                : Math.Floor(quotient) + (quotient - Math.Floor(quotient) > 0.5 ? 1 : 0);
        }
        if (IsZero(right))
            throw Zero("integer division or modulo by zero");
        var whole = BigInteger.DivRem(Big(left), Big(right), out var remainder);
        return Shrink(!remainder.IsZero && remainder.Sign != Big(right).Sign ? whole - 1 : whole);
    }

    public static object Modulo(object left, object right)
    {
        if (left is double || right is double)
            return Double(right) == 0 ? throw Zero("float modulo") : FloatModulo(Double(left), Double(right));
        if (IsZero(right))
            throw Zero("integer modulo by zero");
        var remainder = BigInteger.Remainder(Big(left), Big(right));
        return Shrink(!remainder.IsZero && remainder.Sign != Big(right).Sign ? remainder + Big(right) : remainder);
    }

    public static object Power(object left, object right)
    {
        if (left is double || right is double || Big(right).Sign < 0)
        {
            var (a, b) = (Double(left), Double(right));
            if (a == 0 && b < 0)
                throw Zero("0.0 cannot be raised to a negative power");
            if (a < 0 && b != Math.Floor(b) && double.IsFinite(b))
                throw PyError.Value("The power is a complex number");
            var power = Math.Pow(a, b);
            return double.IsInfinity(power) && double.IsFinite(a) && double.IsFinite(b)
                ? throw PyError.Overflow("(34, 'Numerical result out of range')")
                : power;
        }
        var (value, exponent) = (Big(left), Big(right));
        if (value.IsOne || value.IsZero || exponent.IsZero)
            return exponent.IsZero ? 1L : Shrink(value);
        if (value == BigInteger.MinusOne)
            return exponent.IsEven ? 1L : -1L;
        if (exponent > MaxBits || value.GetBitLength() * (long)exponent > MaxBits)
            throw PyError.Limit("A number has more digits than are allowed");
        return Shrink(BigInteger.Pow(value, (int)exponent));
    }

    public static object Negate(object value) =>
        value switch
        {
            double d => -d,
            long n and not long.MinValue => -n,
            _ => Shrink(-Big(value)),
        };

    public static object Absolute(object value) => value is double d ? Math.Abs(d) : Shrink(BigInteger.Abs(Big(value)));

    /// <summary>Reads a whole number as Python's <c>int</c> does.</summary>
    public static object? ParseInteger(string text, int numberBase = 10)
    {
        var digits = text.Trim();
        var isNegative = digits.StartsWith('-');
        if (isNegative || digits.StartsWith('+'))
            digits = digits[1..];
        if (digits.Length > 2 && digits[0] == '0')
        {
            var named = char.ToLowerInvariant(digits[1]) switch
            {
                'x' => 16,
                'o' => 8,
                'b' => 2,
                _ => 0,
            };
            if (named != 0 && (numberBase == named || numberBase == 0))
                (digits, numberBase) = (digits[2..].TrimStart('_'), named);
        }
        if (numberBase == 0)
        {
            if (digits.Length > 1 && digits[0] == '0' && digits.Trim('0', '_').Length > 0)
                return null;
            numberBase = 10;
        }
        if (
            digits.Length == 0
            || digits[0] == '_'
            || digits[^1] == '_'
            || digits.Contains("__", StringComparison.Ordinal)
        )
            return null;
        if (digits.Length > 4300)
            return null;
        BigInteger value = 0;
        foreach (var c in digits)
        {
            if (c == '_')
                continue;
            var digit =
                char.IsDigit(c) ? (int)char.GetNumericValue(c)
                : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10
                : int.MaxValue;
            if (digit >= numberBase)
                return null;
            value = value * numberBase + digit;
        }
        return Shrink(isNegative ? -value : value);
    }

    /// <summary>Reads a number as Python's <c>float</c> does.</summary>
    public static double? ParseFloat(string text)
    {
        var trimmed = text.Trim();
        switch (trimmed.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity":
                return trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            case "nan":
                return double.NaN;
        }
        for (var i = 0; i < trimmed.Length; i++)
            if (
                trimmed[i] == '_'
                && (
                    i == 0
                    || i == trimmed.Length - 1
                    || !char.IsAsciiDigit(trimmed[i - 1])
                    || !char.IsAsciiDigit(trimmed[i + 1])
                )
            )
                return null;
        return double.TryParse(
            trimmed.Replace("_", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : null;
    }

    /// <summary>The whole part of a float.</summary>
    public static object Truncate(double value) =>
        double.IsNaN(value) ? throw PyError.Value("cannot convert float NaN to integer")
        : double.IsInfinity(value) ? throw PyError.Overflow("cannot convert float infinity to integer")
        : Shrink(new BigInteger(Math.Truncate(value)));

    private static bool TryAdd(long left, long right, out object sum)
    {
        var result = unchecked(left + right);
        sum = result;
        return ((left ^ result) & (right ^ result)) >= 0;
    }

    private static bool TryAdd(long left, object right, out object difference)
    {
        difference = 0L;
        return Long(right) != long.MinValue && TryAdd(left, -Long(right), out difference);
    }

    private static double FloatModulo(double left, double right)
    {
        if (double.IsInfinity(right) && double.IsFinite(left))
            return left == 0 || (left < 0) == (right < 0) ? left : right;
        var rest = left % right;
        return rest != 0 && (rest < 0) != (right < 0) ? rest + right
            : rest == 0 ? Math.CopySign(0, right)
            : rest;
    }

    private static long Long(object value) => value is bool b ? (b ? 1 : 0) : (long)value;

    private static bool IsZero(object value) => value is double d ? d == 0 : Big(value).IsZero;

    private static JinjaException Zero(string message) => new(JinjaErrorKind.ZeroDivisionError, message);
}
