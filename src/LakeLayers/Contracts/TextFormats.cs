using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// The formats of texts that the standard names. <c>password</c> and <c>binary</c> say how a text is to be treated, not what it
/// looks like.
/// </summary>
internal static class TextFormats
{
    private const string Label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private const string Byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private const string IpV4 = $@"{Byte}(\.{Byte}){{3}}";
    private const string Hex = "[0-9A-Fa-f]";
    private const string Group = $"{Hex}{{1,4}}";

    private static readonly Dictionary<string, string?> Patterns = new(StringComparer.Ordinal)
    {
        ["password"] = null,
        ["binary"] = null,
        ["byte"] = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
        // What a browser takes as an address (WHATWG HTML, "valid e-mail address").
        ["email"] = $@"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{Label}(\.{Label})*",
        ["uuid"] = $"{Hex}{{8}}(-{Hex}{{4}}){{3}}-{Hex}{{12}}",
        // RFC 3986: a scheme, then nothing but its characters.
        ["uri"] = $@"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%{Hex}{{2}})+",
        ["hostname"] = $@"{Label}(\.{Label})*",
        ["ipv4"] = IpV4,
        ["ipv6"] = string.Join('|', IpV6()),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => Patterns.Keys;

    /// <summary>The condition of a text that has another form; null where there is nothing to check.</summary>
    public static ValueCondition? Breaks(string format) =>
        Patterns[format] is { } pattern
            ? (value, _) => $"NOT regexp_full_match({value}::VARCHAR, {Sql.Literal(pattern)})"
            : null;

    // RFC 4291: eight groups, of which one run of zeros may be left out; the last two may be an IPv4 address.
    private static IEnumerable<string> IpV6()
    {
        yield return $"({Group}:){{7}}{Group}";
        yield return $"({Group}:){{6}}{IpV4}";
        for (var before = 0; before <= 7; before++)
        {
            var start = before == 0 ? ":" : $"({Group}:){{{before}}}";
            var most = 7 - before;
            yield return most == 0 ? $"{start}:" : $"{start}(:|(:{Group}){{1,{most}}})";
            if (before <= 5)
                yield return $"{start}(:{Group}){{0,{5 - before}}}:{IpV4}";
        }
    }
}
