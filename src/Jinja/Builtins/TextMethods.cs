using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Penstock.Jinja.Formatting;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>
/// The methods of Python's <c>str</c>. What a text from outside or an argument from outside goes into stays foreign.
/// </summary>
internal static partial class TextMethods
{
    private static readonly Dictionary<string, Func<string, CallArguments, object?>> All = new()
    {
        ["upper"] = (s, a) => Plain("upper", a, UpperOf(s)),
        ["lower"] = (s, a) => Plain("lower", a, s.ToLowerInvariant()),
        ["casefold"] = (s, a) =>
            Plain("casefold", a, s.ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal)),
        ["title"] = (s, a) => Plain("title", a, TitleOf(s)),
        ["capitalize"] = (s, a) => Plain("capitalize", a, Capitalize(s)),
        ["swapcase"] = (s, a) =>
            Plain(
                "swapcase",
                a,
                string.Concat(s.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))
            ),
        ["strip"] = (s, a) => Strip(s, a.Bind("strip", "chars?"), true, true),
        ["lstrip"] = (s, a) => Strip(s, a.Bind("lstrip", "chars?"), true, false),
        ["rstrip"] = (s, a) => Strip(s, a.Bind("rstrip", "chars?"), false, true),
        ["replace"] = Replace,
        ["split"] = (s, a) => Split(s, a.Bind("split", "sep?", "maxsplit?"), false),
        ["rsplit"] = (s, a) => Split(s, a.Bind("rsplit", "sep?", "maxsplit?"), true),
        ["splitlines"] = (s, a) => Lines(s, a.Bind("splitlines", "keepends?").Flag(0)),
        ["partition"] = (s, a) => Partition(s, a.Bind("partition", "sep").Text(0), false),
        ["rpartition"] = (s, a) => Partition(s, a.Bind("rpartition", "sep").Text(0), true),
        ["join"] = Join,
        ["format"] = (s, a) => BraceFormat.Apply(s, a),
        ["format_map"] = (s, a) =>
            BraceFormat.Apply(
                s,
                new CallArguments(
                    [],
                    a.Bind("format_map", "mapping")[0] is JinjaDict d
                        ?
                        [
                            .. d
                                .Pairs.Where(p => Texts.IsText(p.Key))
                                .Select(p => new KeyValuePair<string, object?>($"{p.Key}", p.Value)),
                        ]
                        : throw PyError.Type("format_map() needs a mapping")
                )
            ),
        ["startswith"] = (s, a) =>
            Edge(
                s,
                a.Bind("startswith", "prefix", "start?", "end?"),
                (part, edge) => part.StartsWith(edge, StringComparison.Ordinal)
            ),
        ["endswith"] = (s, a) =>
            Edge(
                s,
                a.Bind("endswith", "suffix", "start?", "end?"),
                (part, edge) => part.EndsWith(edge, StringComparison.Ordinal)
            ),
        ["removeprefix"] = (s, a) =>
            a.Bind("removeprefix", "prefix").Text(0) is var p && s.StartsWith(p, StringComparison.Ordinal)
                ? s[p.Length..]
                : s,
        ["removesuffix"] = (s, a) =>
            a.Bind("removesuffix", "suffix").Text(0) is var p && p.Length > 0 && s.EndsWith(p, StringComparison.Ordinal)
                ? s[..^p.Length]
                : s,
        ["find"] = (s, a) => Find(s, a.Bind("find", "sub", "start?", "end?"), false),
        ["rfind"] = (s, a) => Find(s, a.Bind("rfind", "sub", "start?", "end?"), true),
        ["index"] = (s, a) => Index(Find(s, a.Bind("index", "sub", "start?", "end?"), false)),
        ["rindex"] = (s, a) => Index(Find(s, a.Bind("rindex", "sub", "start?", "end?"), true)),
        ["count"] = Count,
        ["center"] = (s, a) => Pad(s, a.Bind("center", "width", "fillchar?"), '^'),
        ["ljust"] = (s, a) => Pad(s, a.Bind("ljust", "width", "fillchar?"), '<'),
        ["rjust"] = (s, a) => Pad(s, a.Bind("rjust", "width", "fillchar?"), '>'),
        ["zfill"] = (s, a) =>
            FormatSpec.Pad(
                s,
                a.Bind("zfill", "width").Int(0),
                '0',
                '=',
                s.Length > 0 && s[0] is '+' or '-' && s.Length > 0 ? 1 : 0
            ),
        ["expandtabs"] = (s, a) => ExpandTabs(s, a.Bind("expandtabs", "tabsize?").Int(0, 8)),
        ["isalnum"] = (s, a) => s.Length > 0 && s.All(c => char.IsLetterOrDigit(c) || char.IsNumber(c)),
        ["isalpha"] = (s, a) => s.Length > 0 && s.All(char.IsLetter),
        ["isascii"] = (s, a) => s.All(char.IsAscii),
        ["isdecimal"] = (s, a) => s.Length > 0 && s.All(char.IsDigit),
        ["isdigit"] = (s, a) =>
            s.Length > 0 && s.All(c => char.IsDigit(c) || "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".Contains(c, StringComparison.Ordinal)),
        ["isnumeric"] = (s, a) => s.Length > 0 && s.All(char.IsNumber),
        ["isidentifier"] = (s, a) => Identifier().IsMatch(s),
        ["islower"] = (s, a) => s.Any(char.IsLower) && !s.Any(char.IsUpper),
        ["isupper"] = (s, a) => s.Any(char.IsUpper) && !s.Any(char.IsLower),
        ["isspace"] = (s, a) => s.Length > 0 && s.All(char.IsWhiteSpace),
        ["isprintable"] = (s, a) => s.All(c => c == ' ' || !char.IsControl(c)),
        ["istitle"] = (s, a) => s.Any(char.IsLetter) && s == TitleOf(s),
        ["translate"] = (s, a) => Translate(s, a.Bind("translate", "table")[0]),
    };

    public static object? Find(object? value, string name)
    {
        if (value is CapturedText captured)
            return name switch
            {
                "strip" => new Function(name, (_, a) => OnlyBlanks(a, captured.Trim())),
                "lstrip" => new Function(name, (_, a) => OnlyBlanks(a, captured.Trim(atEnd: false))),
                "rstrip" => new Function(name, (_, a) => OnlyBlanks(a, captured.Trim(atStart: false))),
                _ => All.ContainsKey(name) ? throw CapturedText.Refuse() : null,
            };
        return All.TryGetValue(name, out var method) ? new Function(name, (_, a) => Apply(value, a, method)) : null;
    }

    /// <summary>Calls a function of a text; its result is foreign where the text or an argument is.</summary>
    public static object? Apply(object? value, CallArguments arguments, Func<string, CallArguments, object?> method)
    {
        Texts.TryGet(value, out var text, out var marks);
        var isMarkup = (marks & TextMarks.Markup) != 0;
        var isForeign =
            (
                (marks | Texts.MarksIn(arguments.Positional) | Texts.MarksIn(arguments.Named.Select(n => n.Value)))
                & TextMarks.Foreign
            ) != 0;
        if (isMarkup)
            arguments = new CallArguments(
                [.. arguments.Positional.Select(Escaped)],
                [.. arguments.Named.Select(n => new KeyValuePair<string, object?>(n.Key, Escaped(n.Value)))]
            );
        var result = method(text!, arguments);
        if (isMarkup && result is string markup)
            result = new MarkedText(markup, TextMarks.Markup);
        return isForeign ? MarkedText.Foreign(result) : result;

        static object? Escaped(object? argument) => Texts.IsText(argument) ? Markup.Escape(argument) : argument;
    }

    public static string UpperOf(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    public static string Capitalize(string text) =>
        text.Length == 0 ? text : UpperOf(text[..1]) + text[1..].ToLowerInvariant();

    private static string TitleOf(string text)
    {
        var result = new StringBuilder(text.Length);
        var isInside = false;
        foreach (var c in text)
        {
            result.Append(isInside ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            isInside = char.IsLetter(c);
        }
        return result.ToString();
    }

    private static object? Plain(string name, CallArguments arguments, string result)
    {
        arguments.Bind(name);
        return result;
    }

    private static object OnlyBlanks(CallArguments arguments, object trimmed) =>
        arguments.Positional.Count + arguments.Named.Count == 0 ? trimmed : throw CapturedText.Refuse();

    private static string Strip(string text, BoundArguments arguments, bool atStart, bool atEnd)
    {
        var chars = arguments.TextOrNull(0)?.ToCharArray();
        if (atStart)
            text = chars is null ? text.TrimStart() : TrimStart(text, chars);
        if (atEnd)
            text = chars is null ? text.TrimEnd() : TrimEnd(text, chars);
        return text;
    }

    // .NET takes no characters as blanks; Python takes none at all.
    private static string TrimStart(string text, char[] chars) => chars.Length == 0 ? text : text.TrimStart(chars);

    private static string TrimEnd(string text, char[] chars) => chars.Length == 0 ? text : text.TrimEnd(chars);

    private static object? Replace(string text, CallArguments arguments)
    {
        var bound = arguments.Bind("replace", "old", "new", "count?");
        return ReplaceIn(text, bound.Text(0), bound.Text(1), bound.Int(2, -1));
    }

    public static string ReplaceIn(string text, string old, string with, int count = -1)
    {
        if (count == 0)
            return text;
        var result = new StringBuilder(text.Length);
        if (old.Length == 0)
        {
            var done = 0;
            for (var i = 0; i <= text.Length; i++)
            {
                if (count < 0 || done++ < count)
                    result.Append(with);
                if (i < text.Length)
                    result.Append(text[i]);
                Texts.Check(result.Length);
            }
            return result.ToString();
        }
        var at = 0;
        while (count-- != 0 && text.IndexOf(old, at, StringComparison.Ordinal) is var found and >= 0)
        {
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
            Texts.Check(result.Length);
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    private static JinjaList Split(string text, BoundArguments arguments, bool fromEnd)
    {
        var separator = arguments.TextOrNull(0);
        var most = arguments.Int(1, -1);
        if (separator is "")
            throw PyError.Value("empty separator");
        if (most < 0)
            most = int.MaxValue;
        List<object?> parts = [];
        if (separator is null)
        {
            var words = Blanks().Matches(text).Select(m => (m.Index, m.Value)).ToList();
            if (words.Count <= most)
                return new JinjaList(words.Select(w => (object?)w.Value));
            if (fromEnd)
                return new JinjaList([
                    .. most < words.Count
                        ? (object?[])[text[..(words[^(most + 1)].Index + words[^(most + 1)].Value.Length)].TrimStart()]
                        : [],
                    .. words.TakeLast(most).Select(w => w.Value),
                ]);
            return new JinjaList([.. words.Take(most).Select(w => w.Value), text[words[most].Index..].TrimEnd()]);
        }
        while (most-- > 0)
        {
            var at = fromEnd
                ? text.LastIndexOf(separator, StringComparison.Ordinal)
                : text.IndexOf(separator, StringComparison.Ordinal);
            if (at < 0)
                break;
            parts.Add(fromEnd ? text[(at + separator.Length)..] : text[..at]);
            text = fromEnd ? text[..at] : text[(at + separator.Length)..];
        }
        parts.Add(text);
        if (fromEnd)
            parts.Reverse();
        return new JinjaList(parts);
    }

    private static JinjaList Lines(string text, bool keepsEnds)
    {
        List<object?> lines = [];
        foreach (Match match in Line().Matches(text))
            if (match.Length > 0)
                lines.Add(keepsEnds ? match.Value : match.Groups[1].Value);
        return new JinjaList(lines);
    }

    private static JinjaTuple Partition(string text, string separator, bool fromEnd)
    {
        if (separator.Length == 0)
            throw PyError.Value("empty separator");
        var at = fromEnd
            ? text.LastIndexOf(separator, StringComparison.Ordinal)
            : text.IndexOf(separator, StringComparison.Ordinal);
        return at >= 0 ? new JinjaTuple([text[..at], separator, text[(at + separator.Length)..]])
            : fromEnd ? new JinjaTuple(["", "", text])
            : new JinjaTuple([text, "", ""]);
    }

    private static object? Join(string separator, CallArguments arguments)
    {
        var result = new StringBuilder();
        var index = 0;
        foreach (var item in Iteration.Of(arguments.Bind("join", "iterable")[0]))
        {
            if (index > 0)
                result.Append(separator);
            if (!Texts.TryGet(item, out var text))
                throw PyError.Type($"sequence item {index}: expected str instance, {PyTypes.NameOf(item)} found");
            result.Append(text);
            Texts.Check(result.Length);
            index++;
        }
        return result.ToString();
    }

    private static (string Part, int Start, bool IsEmpty) Part(string text, BoundArguments arguments)
    {
        var length = CodePoints.Length(text);
        var (start, end) = (At(1, 0), At(2, length));
        return start > length || start > end
            ? ("", start, true)
            : (text[CodePoints.ToUtf16(text, start)..CodePoints.ToUtf16(text, Math.Min(end, length))], start, false);

        int At(int index, int fallback)
        {
            var at = arguments[index] is null ? fallback : arguments.Int(index);
            return at < 0 ? Math.Max(0, at + length) : at;
        }
    }

    private static bool Edge(string text, BoundArguments arguments, Func<string, string, bool> test)
    {
        var (part, _, isEmpty) = Part(text, arguments);
        if (isEmpty)
            return false;
        return arguments[0] is JinjaTuple tuple
            ? tuple.Items.Any(i => Texts.TryGet(i, out var edge) && test(part, edge))
            : test(part, arguments.Text(0));
    }

    private static object Find(string text, BoundArguments arguments, bool fromEnd)
    {
        var (part, start, isEmpty) = Part(text, arguments);
        if (isEmpty)
            return -1L;
        var at = fromEnd
            ? part.LastIndexOf(arguments.Text(0), StringComparison.Ordinal)
            : part.IndexOf(arguments.Text(0), StringComparison.Ordinal);
        return at < 0 ? -1L : (long)start + CodePoints.FromUtf16(part, at);
    }

    private static object Index(object found) => found is -1L ? throw PyError.Value("substring not found") : found;

    private static object? Count(string text, CallArguments arguments)
    {
        var bound = arguments.Bind("count", "sub", "start?", "end?");
        var (part, _, isEmpty) = Part(text, bound);
        var sought = bound.Text(0);
        if (isEmpty)
            return 0L;
        if (sought.Length == 0)
            return CodePoints.Length(part) + 1L;
        var (count, at) = (0L, 0);
        while ((at = part.IndexOf(sought, at, StringComparison.Ordinal)) >= 0)
            (count, at) = (count + 1, at + sought.Length);
        return count;
    }

    private static string Pad(string text, BoundArguments arguments, char align)
    {
        var fill = arguments.Text(1, " ");
        if (fill.Length != 1)
            throw PyError.Type("The fill character must be exactly one character long");
        var width = arguments.Int(0);
        var missing = width - CodePoints.Length(text);
        // Python puts the odd blank of an odd width to the left.
        if (align == '^' && missing > 0)
        {
            var left = missing / 2 + (missing & width & 1);
            Texts.Check(width);
            return new string(fill[0], left) + text + new string(fill[0], missing - left);
        }
        return FormatSpec.Pad(text, width, fill[0], align);
    }

    private static string ExpandTabs(string text, int size)
    {
        var result = new StringBuilder();
        var column = 0;
        foreach (var c in text)
        {
            if (c == '\t')
            {
                var blanks = size > 0 ? size - column % size : 0;
                result.Append(' ', Texts.Check(blanks));
                column += blanks;
                Texts.Check(result.Length);
                continue;
            }
            result.Append(c);
            column = c is '\n' or '\r' ? 0 : column + 1;
        }
        return result.ToString();
    }

    private static string Translate(string text, object? table) =>
        table is JinjaDict dict
            ? string.Concat(
                CodePoints
                    .Split(text)
                    .Select(c =>
                        !dict.TryGet((long)char.ConvertToUtf32(c, 0), out var to) ? c
                        : to is null ? ""
                        : to is long code ? char.ConvertFromUtf32((int)code)
                        : $"{to}"
                    )
            )
            : throw PyError.Type("translate() needs a dict");

    [GeneratedRegex(@"\S+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)")]
    private static partial Regex Line();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}\p{Mn}_]*$")]
    private static partial Regex Identifier();
}
