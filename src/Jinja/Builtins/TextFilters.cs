using System.Text;
using System.Text.RegularExpressions;
using Penstock.Jinja.Formatting;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>Filters for texts.</summary>
internal static partial class TextFilters
{
    public static void AddTo(Dictionary<string, JinjaFunction> filters)
    {
        Add("upper", (s, a) => TextMethods.UpperOf(s), "s");
        Add("lower", (s, a) => s.ToLowerInvariant(), "s");
        Add("capitalize", (s, a) => TextMethods.Capitalize(s), "s");
        Add("title", (s, a) => Title(s), "s");
        Add(
            "replace",
            (s, a) => TextMethods.ReplaceIn(s, Plain(a[1]), Plain(a[2]), a[3] is null ? -1 : a.Int(3)),
            "s",
            "old",
            "new",
            "count?"
        );
        Add("center", (s, a) => Center(s, a.Int(1, 80)), "value", "width?");
        Add("truncate", (s, a) => Truncate(s, a), "s", "length?", "killwords?", "end?", "leeway?");
        Add("wordwrap", (s, a) => Wrap(s, a), "s", "width?", "break_long_words?", "wrapstring?", "break_on_hyphens?");
        Add("wordcount", (s, a) => (long)Word().Count(s), "s");
        filters["trim"] = (_, a) =>
        {
            var bound = a.Bind("trim", "value", "chars?");
            if (bound[0] is CapturedText captured)
                return bound[1] is null ? captured.Trim() : throw CapturedText.Refuse();
            return OnText(
                a,
                (s, rest) =>
                    rest.Bind("trim", "chars?").TextOrNull(0) is { } chars
                        ? chars.Length == 0
                            ? s
                            : s.Trim(chars.ToCharArray())
                        : s.Trim()
            );
        };
        filters["indent"] = (_, a) =>
        {
            var bound = a.Bind("indent", "s", "width?", "first?", "blank?");
            if (bound[0] is CapturedText captured && Indentation(bound) is var blanks)
                return captured.Map(t => t.Replace("\n", "\n" + blanks, StringComparison.Ordinal));
            return OnText(a, (s, rest) => Indent(s, rest.Bind("indent", "width?", "first?", "blank?")));
        };
        filters["format"] = (_, a) =>
        {
            if (a.Positional.Count > 1 && a.Named.Count > 0)
                throw new JinjaException(
                    JinjaErrorKind.FilterArgumentError,
                    "can't handle positional and keyword arguments at the same time"
                );
            return OnText(
                a,
                (s, rest) =>
                    PercentFormat.Apply(
                        s,
                        rest.Named.Count > 0
                            ? new JinjaDict(rest.Named.Select(n => ((object?)n.Key, n.Value)))
                            : new JinjaTuple(rest.Positional)
                    )
            );
        };

        void Add(string name, Func<string, BoundArguments, object?> body, params string[] parameters) =>
            filters[name] = (_, a) =>
            {
                var named = a.Bind(name, parameters);
                if (name == "truncate" && !Texts.IsText(named[0]))
                    Iteration.Length(named[0]);
                // Names become places, so that the text comes first.
                var values = Enumerable
                    .Range(0, parameters.Length)
                    .Select(i => named.Has(i) ? named[i] : CallArguments.NotGiven)
                    .ToList();
                return OnText(
                    new CallArguments(values),
                    (s, rest) => body(s, new BoundArguments(name, [s, .. rest.Positional]))
                );
            };
    }

    /// <summary>Applies to the text of the first argument, whatever it is.</summary>
    public static object? OnText(CallArguments arguments, Func<string, CallArguments, object?> body) =>
        TextMethods.Apply(Repr.Str(arguments.Positional[0]), arguments.Without(1), body);

    private static string Plain(object? value) => Texts.TryGet(Repr.Str(value), out var text) ? text : "";

    private static string Title(string text) =>
        string.Concat(
            WordStart()
                .Split(text)
                .Where(p => p.Length > 0)
                .Select(p => TextMethods.UpperOf(p[..1]) + p[1..].ToLowerInvariant())
        );

    private static string Center(string text, int width)
    {
        var missing = Texts.Check(width) - CodePoints.Length(text);
        if (missing <= 0)
            return text;
        var left = missing / 2 + (missing & width & 1);
        return new string(' ', left) + text + new string(' ', missing - left);
    }

    private static string Truncate(string text, BoundArguments arguments)
    {
        var (length, end, leeway) = (
            arguments.Int(1, 255),
            arguments.Text(3, "..."),
            arguments[4] is null ? 5 : arguments.Int(4)
        );
        if (length < end.Length)
            throw new JinjaException(JinjaErrorKind.RuntimeError, $"expected length >= {end.Length}, got {length}");
        if (leeway < 0)
            throw new JinjaException(JinjaErrorKind.RuntimeError, $"expected leeway >= 0, got {leeway}");
        if (CodePoints.Length(text) <= length + leeway)
            return text;
        var cut = text[..CodePoints.ToUtf16(text, length - end.Length)];
        if (!arguments.Flag(2) && cut.LastIndexOf(' ') is var blank and >= 0)
            cut = cut[..blank];
        return cut + end;
    }

    private static string Indentation(BoundArguments arguments) =>
        Texts.TryGet(arguments[1], out var text)
            ? text
            : new string(' ', Texts.Check(Math.Max(0, arguments.Int(1, 4))));

    private static object Indent(string text, BoundArguments given)
    {
        var blanks = Texts.TryGet(given[0], out var own)
            ? own
            : new string(' ', Texts.Check(Math.Max(0, given.Int(0, 4))));
        var (first, blank) = (given.Flag(1), given.Flag(2));
        var lines = (text + "\n").Split('\n')[..^1];
        var result = blank
            ? string.Join("\n" + blanks, lines)
            : lines[0] + string.Concat(lines.Skip(1).Select(l => l.Length == 0 ? "\n" : "\n" + blanks + l));
        Texts.Check(result.Length);
        return first ? blanks + result : result;
    }

    private static string Wrap(string text, BoundArguments arguments)
    {
        var (width, breaksWords) = (arguments.Int(1, 79), arguments.Flag(2, true));
        var wrap = arguments.TextOrNull(3) ?? "\n";
        var breaksHyphens = arguments.Flag(4, true);
        if (width <= 0)
            throw PyError.Value($"invalid width {width} (must be > 0)");
        return string.Join(
            wrap,
            text.Split('\n').Select(line => string.Join(wrap, WordWrap.Lines(line, width, breaksWords, breaksHyphens)))
        );
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"([-\s({\[<]+)")]
    private static partial Regex WordStart();
}
