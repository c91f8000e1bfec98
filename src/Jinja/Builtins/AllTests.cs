using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The tests of Jinja2 (Template Designer Documentation, "List of Builtin Tests").</summary>
internal static class AllTests
{
    public static IReadOnlyDictionary<string, JinjaFunction> Builtin { get; } = Create();

    private static Dictionary<string, JinjaFunction> Create()
    {
        Dictionary<string, JinjaFunction> tests = new()
        {
            ["defined"] = One(v => v is not Undefined),
            ["undefined"] = One(v => v is Undefined),
            ["none"] = One(v => v is null),
            ["boolean"] = One(v => v is bool),
            ["true"] = One(v => v is true),
            ["false"] = One(v => v is false),
            ["integer"] = One(v => Numbers.IsInteger(v) && v is not bool),
            ["float"] = One(v => v is double),
            ["number"] = One(Numbers.IsNumber),
            ["string"] = One(Texts.IsText),
            ["mapping"] = One(v => v is JinjaDict),
            ["sequence"] = One(v =>
                v is JinjaList or JinjaTuple or JinjaDict or JinjaRange or Undefined || Texts.IsText(v)
            ),
            ["iterable"] = One(Iteration.IsIterable),
            ["callable"] = One(v => v is ICallable or Undefined),
            ["odd"] = One(v => Comparison.AreEqual(Operators.Modulo(v, 2L), 1L)),
            ["even"] = One(v => Comparison.AreEqual(Operators.Modulo(v, 2L), 0L)),
            ["lower"] = One(v => Case(v, char.IsLower, char.IsUpper)),
            ["upper"] = One(v => Case(v, char.IsUpper, char.IsLower)),
            ["escaped"] = One(v => v is MarkedText { IsMarkup: true }),
            ["divisibleby"] = Two((v, o) => Comparison.AreEqual(Operators.Modulo(v, o), 0L)),
            ["sameas"] = Two(
                (v, o) =>
                    ReferenceEquals(v, o)
                    || v is null or bool or long or string or MarkedText
                        && v?.GetType() == o?.GetType()
                        && Comparison.AreEqual(v, o)
            ),
            ["in"] = Two((v, o) => Comparison.Contains(o, v)),
            ["eq"] = Two(Comparison.AreEqual),
            ["ne"] = Two((v, o) => !Comparison.AreEqual(v, o)),
            ["lt"] = Two((v, o) => Comparison.Order(v, o, "<") is < 0),
            ["le"] = Two((v, o) => Comparison.Order(v, o, "<=") is <= 0),
            ["gt"] = Two((v, o) => Comparison.Order(v, o, ">") is 1),
            ["ge"] = Two((v, o) => Comparison.Order(v, o, ">=") is 0 or 1),
            ["filter"] = (c, a) =>
                Texts.TryGet(a.Positional[0], out var name) && c.Rendering.Environment.HasFilter(name),
            ["test"] = (c, a) => Texts.TryGet(a.Positional[0], out var name) && c.Rendering.Environment.HasTest(name),
        };
        foreach (
            var (alias, name) in new[]
            {
                ("==", "eq"),
                ("equalto", "eq"),
                ("!=", "ne"),
                ("<", "lt"),
                ("lessthan", "lt"),
                ("<=", "le"),
                (">", "gt"),
                ("greaterthan", "gt"),
                (">=", "ge"),
            }
        )
            tests[alias] = tests[name];
        return tests;
    }

    private static JinjaFunction One(Func<object?, bool> test) => (_, a) => test(a.Bind("test", "value")[0]);

    private static JinjaFunction Two(Func<object?, object?, bool> test) =>
        (_, a) => a.Bind("test", "value", "other") is var b && test(b[0], b[1]);

    private static bool Case(object? value, Func<char, bool> isIt, Func<char, bool> isNot) =>
        Texts.TryGet(Repr.Str(value), out var text) && text.Any(isIt) && !text.Any(isNot);
}
