using System.Globalization;
using System.Numerics;
using System.Text;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Formatting;

/// <summary>Python's format specification (Format Specification Mini-Language), as in <c>{:&gt;10.2f}</c>.</summary>
internal sealed class FormatSpec
{
    private char _fill = ' ';
    private char _align;
    private char _sign = '-';
    private bool _isAlternate;
    private int _width;
    private char _group;
    private int? _precision;
    private char _type;

    public static string Format(object? value, string spec)
    {
        if (spec.Length == 0)
            return Texts.TryGet(Repr.Str(value), out var plain) ? plain : "";
        return Parse(spec).Apply(value);
    }

    /// <summary>Widens a text; numbers are filled between sign and digits for <c>=</c>.</summary>
    public static string Pad(string text, int width, char fill, char align, int signLength = 0)
    {
        var missing = Texts.Check(width) - CodePoints.Length(text);
        if (missing <= 0)
            return text;
        var left =
            align == '<' ? 0
            : align == '^' ? missing / 2
            : missing;
        return align == '='
            ? text[..signLength] + new string(fill, missing) + text[signLength..]
            : new string(fill, left) + text + new string(fill, missing - left);
    }

    private static FormatSpec Parse(string text)
    {
        var spec = new FormatSpec();
        var at = 0;
        if (text.Length > 1 && text[1] is '<' or '>' or '=' or '^' && text.Length > 1)
            (spec._fill, spec._align, at) = (text[0], text[1], 2);
        else if (text[0] is '<' or '>' or '=' or '^')
            (spec._align, at) = (text[0], 1);
        if (at < text.Length && text[at] is '+' or '-' or ' ' && at < text.Length)
            spec._sign = text[at++];
        if (at < text.Length && text[at] == '#')
            (spec._isAlternate, at) = (true, at + 1);
        if (at < text.Length && text[at] == '0')
        {
            if (spec._align == 0)
                (spec._fill, spec._align) = ('0', '=');
            at++;
        }
        spec._width = Number(text, ref at) ?? 0;
        if (at < text.Length && text[at] is ',' or '_' && at < text.Length)
            spec._group = text[at++];
        if (at < text.Length && text[at] == '.')
        {
            at++;
            spec._precision = Number(text, ref at) ?? throw PyError.Value("Format specifier missing precision");
        }
        if (at < text.Length)
            spec._type = text[at++];
        return at == text.Length ? spec : throw PyError.Value("Invalid format specifier");
    }

    private string Apply(object? value)
    {
        if (Texts.TryGet(value, out var text))
        {
            if (_type is not ('\0' or 's') || _align == '=' && _fill != '0')
                throw Unknown("str");
            var cut = _precision is { } p && p < CodePoints.Length(text) ? text[..CodePoints.ToUtf16(text, p)] : text;
            return Pad(cut, _width, _fill, _align is '\0' or '=' ? '<' : _align);
        }
        if (value is bool b && _type == '\0')
            return Pad(b ? "True" : "False", _width, _fill, _align is '\0' or '=' ? '<' : _align);
        if (!Numbers.IsNumber(value))
            throw PyError.Type($"unsupported format string passed to {PyTypes.NameOf(value)}.__format__");
        var isFloat = value is double || _type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%';
        var (sign, digits) = isFloat ? OfFloat(Numbers.Double(value!)) : OfInteger(Numbers.Big(value!));
        return Pad(sign + digits, _width, _fill, _align == 0 ? '>' : _align, sign.Length);
    }

    private (string Sign, string Digits) OfInteger(BigInteger value)
    {
        var positive = BigInteger.Abs(value);
        var (prefix, digits) = _type switch
        {
            '\0' or 'd' or 'n' => ("", positive.ToString(CultureInfo.InvariantCulture)),
            'b' => ("0b", Radix(positive, 2)),
            'o' => ("0o", Radix(positive, 8)),
            'x' => ("0x", Radix(positive, 16)),
            'X' => ("0X", Radix(positive, 16).ToUpperInvariant()),
            'c' => ("", char.ConvertFromUtf32((int)value)),
            _ => throw Unknown("int"),
        };
        return (
            SignOf(value.Sign < 0) + (_isAlternate ? prefix : ""),
            Grouped(digits, _type is 'b' or 'o' or 'x' or 'X' ? 4 : 3)
        );
    }

    private (string Sign, string Digits) OfFloat(double value)
    {
        var sign = SignOf(double.IsNegative(value) && !double.IsNaN(value));
        if (FloatText.Special(value) is { } special)
            return (
                sign,
                _type is 'E' or 'F' or 'G' ? special.TrimStart('-').ToUpperInvariant() : special.TrimStart('-')
            );
        var precision = Texts.Check(_precision ?? 6);
        var digits = _type switch
        {
            'f' or 'F' => FloatText.Fixed(value, precision),
            '%' => FloatText.Fixed(value * 100, precision) + "%",
            'e' or 'E' => FloatText.Exponent(value, precision, _type),
            'g' or 'n' => FloatText.General(value, precision, 'e', _isAlternate),
            'G' => FloatText.General(value, precision, 'E', _isAlternate),
            '\0' => _precision is null
                ? FloatText.Repr(Math.Abs(value))
                : FloatText.General(value, precision, 'e', false, true),
            _ => throw Unknown("float"),
        };
        return (sign, Grouped(digits, 3));
    }

    private string SignOf(bool isNegative) =>
        isNegative ? "-"
        : _sign == '-' ? ""
        : _sign.ToString();

    private string Grouped(string digits, int size)
    {
        if (_group == 0)
            return digits;
        var end = digits.AsSpan().IndexOfAny('.', 'e', '%') is var i and >= 0 ? i : digits.Length;
        var result = new StringBuilder(digits);
        for (var at = end - size; at > 0; at -= size)
            result.Insert(at, _group);
        return result.ToString();
    }

    private JinjaException Unknown(string type) =>
        PyError.Value($"Unknown format code '{_type}' for object of type '{type}'");

    public static string Radix(BigInteger value, int radix)
    {
        if (value.IsZero)
            return "0";
        var result = new StringBuilder();
        for (; !value.IsZero; value /= radix)
            result.Insert(0, "0123456789abcdef"[(int)(value % radix)]);
        return result.ToString();
    }

    private static int? Number(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at == start ? null
            : int.TryParse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var number)
                ? Texts.Check(number)
            : throw PyError.Value("Too many decimal digits in format string");
    }
}
