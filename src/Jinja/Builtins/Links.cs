using System.Text.RegularExpressions;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The filter <c>urlize</c>: addresses in a text become links.</summary>
internal static partial class Links
{
    public static string Write(string text, BoundArguments arguments)
    {
        var limit = arguments[0] is null ? (int?)null : arguments.Int(0);
        var relations = (arguments.TextOrNull(3) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        if (arguments.Flag(1))
            relations.Add("nofollow");
        relations.Add("noopener");
        var target = arguments.TextOrNull(2) is { } t ? $" target=\"{Markup.Escape(t)}\"" : "";
        var rel = $" rel=\"{Markup.Escape(string.Join(' ', relations.Order(StringComparer.Ordinal)))}\"";
        List<string> schemes = arguments[4] is null ? [] : [.. Iteration.Of(arguments[4]).Select(s => $"{s}")];
        return string.Concat(Blanks().Split(Markup.Escape(text)).Select(Word));

        string Word(string word)
        {
            var head = Head().Match(word).Value;
            var middle = word[head.Length..];
            var tail = Tail().Match(middle).Value;
            middle = middle[..^tail.Length];
            // A closing bracket whose opening one is in the address belongs to it.
            foreach (var (open, close) in new[] { ("(", ")"), ("<", ">"), ("&lt;", "&gt;") })
                while (
                    Occurrences(middle, open) > Occurrences(middle, close)
                    && tail.Contains(close, StringComparison.Ordinal)
                )
                {
                    var end = tail.IndexOf(close, StringComparison.Ordinal) + close.Length;
                    (middle, tail) = (middle + tail[..end], tail[end..]);
                }
            if (Address().IsMatch(middle))
                middle =
                    middle.StartsWith("http://", StringComparison.Ordinal)
                    || middle.StartsWith("https://", StringComparison.Ordinal)
                        ? $"<a href=\"{middle}\"{rel}{target}>{Short(middle)}</a>"
                        : $"<a href=\"https://{middle}\"{rel}{target}>{Short(middle)}</a>";
            else if (middle.StartsWith("mailto:", StringComparison.Ordinal) && Mail().IsMatch(middle[7..]))
                middle = $"<a href=\"{middle}\">{middle[7..]}</a>";
            else if (
                middle.Contains('@', StringComparison.Ordinal)
                && !middle.StartsWith("www.", StringComparison.Ordinal)
                && !middle[1..].Contains(':', StringComparison.Ordinal)
                && Mail().IsMatch(middle)
            )
                middle = $"<a href=\"mailto:{middle}\">{middle}</a>";
            else if (
                schemes.FirstOrDefault(s => middle != s && middle.StartsWith(s, StringComparison.Ordinal)) is not null
            )
                middle = $"<a href=\"{middle}\"{rel}{target}>{middle}</a>";
            return head + middle + tail;
        }

        string Short(string address) => limit is { } l && address.Length > l ? address[..l] + "..." : address;
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex(@"(\s+)")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?:[(<]|&lt;)*")]
    private static partial Regex Head();

    [GeneratedRegex(@"(?:[)>.,\n]|&gt;)*$")]
    private static partial Regex Tail();

    [GeneratedRegex(
        @"^(?:(?:https?://|www\.)(?:(?:[\w%-]+\.)+)?(?:[a-z]{2,63}|xn--[\w%]{2,59})"
            + @"|(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)"
            + @"|https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f]{0,4}(?::[\da-f]{0,4}){2}:?[\da-f:.]*\]))"
            + @"(?::\d{1,5})?(?:[/?#]\S*)?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Address();

    [GeneratedRegex(@"^\S+@\w[\w.-]*\.\w+$")]
    private static partial Regex Mail();
}
