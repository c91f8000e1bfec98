using System.Numerics;
using Penstock.Jinja.Formatting;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>Filters for numbers and for values of any type.</summary>
internal static class ValueFilters
{
    public static void AddTo(Dictionary<string, JinjaFunction> filters)
    {
        filters["default"] = (_, a) =>
        {
            var bound = a.Bind("default", "value", "default_value?", "boolean?");
            return bound[0] is Undefined || bound.Flag(2) && !Truth.Of(bound[0])
                ? (bound.Has(1) ? bound[1] : "")
                : bound[0];
        };
        filters["abs"] = (_, a) =>
            a.Bind("abs", "x")[0] switch
            {
                var value when Numbers.IsNumber(value) => Numbers.Absolute(value!),
                var value => throw PyError.Type($"bad operand type for abs(): '{PyTypes.NameOf(value)}'"),
            };
        filters["int"] = (_, a) => Int(a.Bind("int", "value", "default?", "base?"));
        filters["float"] = (_, a) => Float(a.Bind("float", "value", "default?"));
        filters["round"] = (_, a) => Round(a.Bind("round", "value", "precision?", "method?"));
        filters["filesizeformat"] = (_, a) => FileSize(a.Bind("filesizeformat", "value", "binary?"));
        filters["length"] = (_, a) => Iteration.Length(a.Bind("length", "obj")[0]);
        filters["string"] = (_, a) => Repr.Str(a.Bind("string", "object")[0]);
        filters["attr"] = (_, a) => Attribute(a.Bind("attr", "obj", "name"));
        filters["pprint"] = (_, a) =>
            a.Bind("pprint", "value")[0] is var value ? Texts.Mark(PrettyText.Write(value), Texts.MarksIn(value)) : "";
        filters["tojson"] = (_, a) => ToJson(a.Bind("tojson", "value", "indent?"));
    }

    private static object? Int(BoundArguments arguments)
    {
        var fallback = arguments.Has(1) ? arguments[1] : 0L;
        if (Texts.TryGet(arguments[0], out var text))
            return Numbers.ParseInteger(text, arguments.Int(2, 10))
                ?? (Numbers.ParseFloat(text) is { } real && double.IsFinite(real) ? Numbers.Truncate(real) : fallback);
        return arguments[0] switch
        {
            double d => double.IsFinite(d) ? Numbers.Truncate(d)
            : double.IsNaN(d) ? fallback
            : fallback,
            Undefined undefined => throw undefined.Fail(),
            var value when Numbers.IsNumber(value) => Numbers.Shrink(Numbers.Big(value!)),
            _ => fallback,
        };
    }

    private static object? Float(BoundArguments arguments)
    {
        var fallback = arguments.Has(1) ? arguments[1] : 0.0;
        if (Texts.TryGet(arguments[0], out var text))
            return Numbers.ParseFloat(text) ?? fallback;
        return arguments[0] switch
        {
            Undefined undefined => throw undefined.Fail(),
            var value when Numbers.IsNumber(value) => Numbers.Double(value!),
            _ => fallback,
        };
    }

    private static object? Round(BoundArguments arguments)
    {
        var (value, precision, method) = (arguments[0], arguments.Int(1), arguments.Text(2, "common"));
        if (method is not ("common" or "ceil" or "floor"))
            throw new JinjaException(JinjaErrorKind.FilterArgumentError, "method must be common, ceil or floor");
        if (!Numbers.IsNumber(value))
            throw PyError.Type($"type {PyTypes.NameOf(value)} doesn't define __round__ method");
        if (method != "common")
        {
            var scale = Numbers.Power(10L, (long)precision);
            var scaled = Numbers.Multiply(value!, scale);
            object whole = scaled is double d
                ? Numbers.Truncate(method == "ceil" ? Math.Ceiling(d) : Math.Floor(d))
                : scaled;
            return Numbers.Divide(whole, scale);
        }
        if (value is double real)
            return FloatText.Round(real, precision);
        var number = Numbers.Big(value!);
        if (precision >= 0)
            return Numbers.Shrink(number);
        if (precision < -5000)
            return 0L;
        var ten = BigInteger.Pow(10, -precision);
        return Numbers.Shrink(FloatText.DivideRounded(number, ten) * ten);
    }

    private static object? FileSize(BoundArguments arguments)
    {
        var value = arguments[0];
        var bytes =
            Texts.TryGet(value, out var text)
                ? Numbers.ParseFloat(text)
                    ?? throw PyError.Value($"could not convert string to float: {Repr.Quote(text)}")
            : Numbers.IsNumber(value) ? Numbers.Double(value!)
            : throw PyError.Type($"float() argument must be a string or a real number, not '{PyTypes.NameOf(value)}'");
        var isBinary = arguments.Flag(1);
        var unit = isBinary ? 1024.0 : 1000.0;
        string[] prefixes = isBinary
            ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
            : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        if (bytes == 1)
            return "1 Byte";
        if (bytes < unit)
            return $"{Repr.Plain(Numbers.Truncate(bytes))} Bytes";
        var size = unit;
        for (var i = 0; i < prefixes.Length; i++)
        {
            size *= unit;
            if (bytes < size || i == prefixes.Length - 1)
                return $"{FloatText.Fixed(unit * bytes / size, 1)} {prefixes[i]}";
        }
        return null;
    }

    private static object? Attribute(BoundArguments arguments)
    {
        var (value, name) = (arguments[0], arguments.Text(1));
        if (value is Undefined undefined)
            throw undefined.Fail();
        // Unlike a dot, the filter looks at attributes alone.
        return
            value is JinjaDict && Methods.Find(value, name) is null && !name.StartsWith("__", StringComparison.Ordinal)
            ? Undefined.Attribute(value, name)
            : Members.Attribute(value, name);
    }

    private static object ToJson(BoundArguments arguments)
    {
        var indent = arguments[1] switch
        {
            null => null,
            long n => new string(' ', Texts.Check(Math.Max(0, n))),
            var other => Texts.TryGet(other, out var blanks)
                ? blanks
                : throw PyError.Type("indent must be an int or a str"),
        };
        if (arguments[0] is CapturedText)
            throw CapturedText.Refuse();
        var json = JsonText
            .Write(arguments[0], indent)
            .Replace("<", "\\u003c", StringComparison.Ordinal)
            .Replace(">", "\\u003e", StringComparison.Ordinal)
            .Replace("&", "\\u0026", StringComparison.Ordinal)
            .Replace("'", "\\u0027", StringComparison.Ordinal);
        return new MarkedText(json, TextMarks.Markup | Texts.MarksIn(arguments[0]));
    }
}
