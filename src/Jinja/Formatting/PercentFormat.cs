using System.Globalization;
using System.Numerics;
using System.Text;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Formatting;

/// <summary><c>%</c> on strings (Python, printf-style String Formatting).</summary>
internal static class PercentFormat
{
    public static string Apply(string format, object? values)
    {
        var result = new StringBuilder();
        var list = values is JinjaTuple tuple ? tuple.Items : [values];
        var (next, usesNames) = (0, false);
        for (var i = 0; i < format.Length; i++)
        {
            Texts.Check(result.Length);
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }
            object? value = CallArguments.NotGiven;
            i++;
            if (At() == '(')
            {
                var end = format.IndexOf(')', i);
                if (end < 0)
                    throw PyError.Value("incomplete format key");
                var key = format[(i + 1)..end];
                i = end + 1;
                usesNames = true;
                if (values is not JinjaDict dict)
                    throw PyError.Type("format requires a mapping");
                if (!dict.TryGet(key, out value))
                    throw new JinjaException(JinjaErrorKind.KeyError, Repr.Quote(key));
            }
            var flags = "";
            while (At() is '-' or '+' or ' ' or '#' or '0')
                flags += format[i++];
            var width = Number();
            int? precision = null;
            if (At() == '.')
            {
                i++;
                precision = Number() ?? 0;
            }
            while (At() is 'h' or 'l' or 'L')
                i++;
            var type = At();
            if (type == '\0')
                throw PyError.Value("incomplete format");
            if (type == '%')
            {
                result.Append('%');
                continue;
            }
            if (value == CallArguments.NotGiven)
                value = Take();
            result.Append(One(value, type, flags, width ?? 0, precision));

            char At() => i < format.Length ? format[i] : '\0';

            int? Number()
            {
                if (At() == '*')
                {
                    i++;
                    return Take() is long n ? Texts.Check(n) : throw PyError.Type("* wants int");
                }
                var start = i;
                while (char.IsAsciiDigit(At()))
                    i++;
                return i == start ? null
                    : int.TryParse(format.AsSpan(start, i - start), CultureInfo.InvariantCulture, out var number)
                        ? Texts.Check(number)
                    : throw PyError.Value("width too big");
            }
        }
        if (!usesNames && next < list.Count && values is not (JinjaDict or JinjaList))
            throw PyError.Type("not all arguments converted during string formatting");
        return result.ToString();

        object? Take() =>
            next < list.Count ? list[next++] : throw PyError.Type("not enough arguments for format string");
    }

    private static string One(object? value, char type, string flags, int width, int? precision)
    {
        var align = flags.Contains('-', StringComparison.Ordinal) ? '<' : '>';
        if (type is 's' or 'r' or 'a')
        {
            var text = type == 's' && Texts.TryGet(Repr.Str(value), out var plain) ? plain : Repr.Plain(value);
            if (precision is { } p && p < CodePoints.Length(text))
                text = text[..CodePoints.ToUtf16(text, p)];
            return FormatSpec.Pad(text, width, ' ', align);
        }
        if (type == 'c')
            return FormatSpec.Pad(
                Texts.TryGet(value, out var single) && CodePoints.Length(single) == 1 ? single
                    : value is long code && code is >= 0 and <= 0x10ffff ? char.ConvertFromUtf32((int)code)
                    : throw PyError.Type("%c requires int or char"),
                width,
                ' ',
                align
            );
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (!Numbers.IsNumber(value))
            throw PyError.Type(
                type is 'd' or 'i' or 'u' ? $"%{type} format: a real number is required, not {PyTypes.NameOf(value)}"
                : type is 'x' or 'X' or 'o' ? $"%{type} format: an integer is required, not {PyTypes.NameOf(value)}"
                : $"must be real number, not {PyTypes.NameOf(value)}"
            );
        var (isNegative, digits) = type switch
        {
            'd' or 'i' or 'u' => Whole(
                value is double d ? Numbers.Big(Numbers.Truncate(d)) : Numbers.Big(value!),
                10,
                ""
            ),
            'x' or 'X' or 'o' when value is double => throw PyError.Type(
                $"%{type} format: an integer is required, not float"
            ),
            'x' or 'X' => Whole(Numbers.Big(value!), 16, flags.Contains('#') ? "0x" : ""),
            'o' => Whole(Numbers.Big(value!), 8, flags.Contains('#') ? "0o" : ""),
            'e' or 'E' or 'f' or 'F' or 'g' or 'G' => Real(Numbers.Double(value!)),
            _ => throw PyError.Value($"unsupported format character '{type}' (0x{(int)type:x})"),
        };
        if (type is 'X' or 'E' or 'F' or 'G')
            digits = digits.ToUpperInvariant();
        var sign =
            isNegative ? "-"
            : flags.Contains('+') ? "+"
            : flags.Contains(' ') ? " "
            : "";
        var isZero = flags.Contains('0') && align == '>';
        return FormatSpec.Pad(sign + digits, width, isZero ? '0' : ' ', isZero ? '=' : align, sign.Length);

        (bool, string) Whole(BigInteger number, int radix, string prefix)
        {
            var positive = BigInteger.Abs(number);
            var text =
                radix == 10 ? positive.ToString(CultureInfo.InvariantCulture) : FormatSpec.Radix(positive, radix);
            return (number.Sign < 0, prefix + text.PadLeft(precision ?? 0, '0'));
        }

        (bool, string) Real(double number)
        {
            var places = precision ?? 6;
            return (
                double.IsNegative(number),
                FloatText.Special(number)?.TrimStart('-')
                    ?? char.ToLowerInvariant(type) switch
                    {
                        'e' => FloatText.Exponent(number, places, 'e'),
                        'f' => FloatText.Fixed(number, places),
                        _ => FloatText.General(number, places, 'e', flags.Contains('#')),
                    }
            );
        }
    }
}
