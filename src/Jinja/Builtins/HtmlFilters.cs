using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>Filters for HTML and addresses.</summary>
internal static partial class HtmlFilters
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\n\f\r/>=");

    public static void AddTo(Dictionary<string, JinjaFunction> filters)
    {
        filters["escape"] = (_, a) => Markup.Escape(a.Bind("escape", "s")[0]);
        filters["forceescape"] = (_, a) =>
            Texts.TryGet(Repr.Str(a.Bind("forceescape", "value")[0]), out var text, out var marks)
                ? new MarkedText(Markup.Escape(text), marks | TextMarks.Markup)
                : null;
        filters["safe"] = (_, a) =>
            Texts.TryGet(Repr.Str(a.Bind("safe", "value")[0]), out var text, out var marks)
                ? new MarkedText(text, marks | TextMarks.Markup)
                : null;
        filters["striptags"] = (_, a) =>
            TextFilters.OnText(new CallArguments([Unmarked(a.Bind("striptags", "value")[0])]), (s, _) => StripTags(s));
        filters["urlencode"] = (_, a) => UrlEncode(a.Bind("urlencode", "value")[0]);
        filters["xmlattr"] = (_, a) => XmlAttributes(a.Bind("xmlattr", "d", "autospace?"));
        filters["urlize"] = (_, a) =>
            TextFilters.OnText(
                a,
                (s, rest) =>
                    Links.Write(
                        s,
                        rest.Bind("urlize", "trim_url_limit?", "nofollow?", "target?", "rel?", "extra_schemes?")
                    )
            );
    }

    private static object? Unmarked(object? value) =>
        value is MarkedText { IsMarkup: true } text ? Texts.Mark(text.Value, text.Marks & TextMarks.Foreign) : value;

    private static string StripTags(string text) =>
        WebUtility.HtmlDecode(Spaces().Replace(Tag().Replace(Comment().Replace(text, ""), ""), " ").Trim());

    private static object UrlEncode(object? value)
    {
        if (Texts.TryGet(value, out var text, out var marks))
            return Texts.Mark(Quote(text, "/"), marks & TextMarks.Foreign);
        if (!Iteration.IsIterable(value))
            return Quote(Repr.Plain(value), "/");
        var pairs = value is JinjaDict dict ? dict.Pairs : DictMethods.PairsOf(value);
        return Texts.Mark(
            string.Join('&', pairs.Select(p => $"{Query(p.Key)}={Query(p.Value)}")),
            Texts.MarksIn(value)
        );
    }

    private static string Query(object? value) =>
        Texts.TryGet(Repr.Str(value), out var text)
            ? Quote(text, "").Replace("%20", "+", StringComparison.Ordinal)
            : "";

    private static string Quote(string text, string safe)
    {
        var result = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (
                char.IsAsciiLetterOrDigit(c)
                || "_.-~".Contains(c, StringComparison.Ordinal)
                || safe.Contains(c, StringComparison.Ordinal)
            )
                result.Append(c);
            else
                result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return result.ToString();
    }

    private static object XmlAttributes(BoundArguments arguments)
    {
        if (arguments[0] is not JinjaDict dict)
            throw PyError.Type($"'{PyTypes.NameOf(arguments[0])}' object has no attribute 'items'");
        List<string> parts = [];
        foreach (var (key, value) in dict.Pairs)
        {
            if (value is null or Undefined)
                continue;
            Texts.TryGet(Repr.Str(key), out var found);
            var name = found ?? "";
            if (name.AsSpan().ContainsAny(NotInNames))
                throw PyError.Value($"Invalid character in attribute name: {Repr.Quote(name)}");
            parts.Add($"{Markup.Escape(name)}=\"{Markup.Escape(value).Value}\"");
        }
        var text = string.Join(' ', parts);
        return Texts.Mark(text.Length > 0 && arguments.Flag(1, true) ? " " + text : text, Texts.MarksIn(dict));
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("<.*?>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
