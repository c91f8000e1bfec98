using System.Text;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Formatting;

/// <summary><c>str.format</c> (Python, Format String Syntax), its attributes as the sandbox gives them.</summary>
internal static class BraceFormat
{
    public static string Apply(string format, CallArguments arguments)
    {
        var next = 0;
        return Apply(format, arguments, ref next, 2);
    }

    private static string Apply(string format, CallArguments arguments, ref int next, int depth)
    {
        if (depth < 0)
            throw PyError.Value("Max string recursion exceeded");
        var result = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
                result.Append(format[i++]);
            else if (c == '}')
                throw PyError.Value("Single '}' encountered in format string");
            else if (c != '{')
                result.Append(c);
            else
            {
                var end = EndOf(format, i);
                result.Append(Field(format[(i + 1)..end], arguments, ref next, depth));
                i = end;
            }
            Texts.Check(result.Length);
        }
        return result.ToString();
    }

    private static int EndOf(string format, int start)
    {
        var open = 0;
        for (var i = start; i < format.Length; i++)
            if (format[i] == '{')
                open++;
            else if (format[i] == '}' && --open == 0)
                return i;
        throw PyError.Value(
            start + 1 == format.Length ? "Single '{' encountered in format string" : "expected '}' before end of string"
        );
    }

    private static string Field(string field, CallArguments arguments, ref int next, int depth)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var (name, spec) = colon < 0 ? (field, "") : (field[..colon], field[(colon + 1)..]);
        var bang = name.IndexOf('!', StringComparison.Ordinal);
        var conversion = bang < 0 ? "" : name[(bang + 1)..];
        if (bang >= 0)
            name = name[..bang];
        var value = Value(name, arguments, ref next);
        if (spec.Contains('{', StringComparison.Ordinal))
            spec = Apply(spec, arguments, ref next, depth - 1);
        value = conversion switch
        {
            "" => value,
            "r" or "a" => Repr.Plain(value),
            "s" => Repr.Str(value),
            _ => throw PyError.Value($"Unknown conversion specifier {Repr.Quote(conversion)}"),
        };
        return FormatSpec.Format(value, spec);
    }

    private static object? Value(string name, CallArguments arguments, ref int next)
    {
        var end = name.AsSpan().IndexOfAny('.', '[');
        var (first, rest) = end < 0 ? (name, "") : (name[..end], name[end..]);
        object? value;
        if (first.Length == 0 || first.All(char.IsAsciiDigit))
        {
            if (next != 0 && first.Length == 0 == next < 0)
                throw PyError.Value("cannot switch between manual field specification and automatic field numbering");
            if (first.Length > 0)
                next = -1;
            var index =
                first.Length == 0 ? next++
                : int.TryParse(first, out var given) ? given
                : int.MaxValue;
            value =
                index < arguments.Positional.Count
                    ? arguments.Positional[index]
                    : throw new JinjaException(
                        JinjaErrorKind.IndexError,
                        $"Replacement index {index} out of range for positional args tuple"
                    );
        }
        else
        {
            var pair =
                arguments
                    .Named.Where(n => n.Key == first)
                    .Select(n => (KeyValuePair<string, object?>?)n)
                    .FirstOrDefault()
                ?? throw new JinjaException(JinjaErrorKind.KeyError, Repr.Quote(first));
            value = pair.Value;
        }
        while (rest.Length > 0)
        {
            if (rest[0] == '.')
            {
                var stop = rest.AsSpan(1).IndexOfAny('.', '[') is var s and >= 0 ? s + 1 : rest.Length;
                value = Members.Attribute(value, rest[1..stop]);
                rest = rest[stop..];
            }
            else
            {
                var stop = rest.IndexOf(']', StringComparison.Ordinal);
                if (stop < 0)
                    throw PyError.Value("Missing ']' in format string");
                var key = rest[1..stop];
                value = Members.Item(
                    value,
                    key.All(char.IsAsciiDigit) && key.Length is > 0 and < 10
                        ? long.Parse(key, System.Globalization.CultureInfo.InvariantCulture)
                        : key
                );
                rest = rest[(stop + 1)..];
            }
        }
        return value;
    }
}
