using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The functions that all templates know.</summary>
internal static class BuiltinGlobals
{
    public static Dictionary<string, object?> Create() =>
        new()
        {
            ["range"] = new Function("range", Range),
            ["dict"] = new Function("dict", Dict),
            ["namespace"] = new Function(
                "namespace",
                (c, a) => new Namespace(Dict(c, a) as JinjaDict ?? new JinjaDict())
            ),
            ["cycler"] = new Function(
                "cycler",
                (_, a) =>
                    a.Positional.Count > 0
                        ? new Cycler(a.Positional)
                        : throw new JinjaException(JinjaErrorKind.RuntimeError, "at least one item has to be provided")
            ),
            ["joiner"] = new Function(
                "joiner",
                (_, a) => a.Bind("joiner", "sep?") is var b && b.Has(0) ? new Joiner(b[0]) : new Joiner(", ")
            ),
        };

    private static object? Range(JinjaContext context, CallArguments arguments)
    {
        if (arguments.Positional.Count is 0 or > 3 || arguments.Named.Count > 0)
            throw PyError.Type($"range expected 1 to 3 arguments, got {arguments.Positional.Count}");
        var numbers = arguments
            .Positional.Select(p =>
                p switch
                {
                    long n => n,
                    bool b => b ? 1L : 0L,
                    Undefined undefined => throw undefined.Fail(),
                    _ => throw PyError.Type($"'{PyTypes.NameOf(p)}' object cannot be interpreted as an integer"),
                }
            )
            .ToList();
        var (start, stop, step) =
            numbers.Count == 1 ? (0, numbers[0], 1) : (numbers[0], numbers[1], numbers.Count == 3 ? numbers[2] : 1);
        if (step == 0)
            throw PyError.Value("range() arg 3 must not be zero");
        var most = context.Rendering.Limits.Range;
        return JinjaRange.LengthOf(start, stop, step) <= most
            ? new JinjaRange(start, stop, step)
            : throw PyError.Overflow($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({most}).");
    }

    private static object? Dict(JinjaContext context, CallArguments arguments)
    {
        if (arguments.Positional.Count > 1)
            throw PyError.Type($"dict expected at most 1 argument, got {arguments.Positional.Count}");
        var dict = new JinjaDict(arguments.Positional is [var pairs] ? DictMethods.PairsOf(pairs) : []);
        foreach (var (name, value) in arguments.Named)
            dict[name] = value;
        return dict;
    }
}
