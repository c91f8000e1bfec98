using System.Net;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Http;

/// <summary>
/// Finds the links of a page that lists a folder, as Apache, nginx, IIS, Caddy and Python's http.server write it.
/// </summary>
internal static partial class HttpIndexPage
{
    /// <summary>The addresses directly below the page's folder; sorting links, the parent and other sites are left out.</summary>
    public static IReadOnlyList<Uri> Links(string html, Uri page)
    {
        var folder = new Uri(page, ".");
        var links = new List<Uri>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match match in Anchor().Matches(html))
        {
            var text = WebUtility
                .HtmlDecode(match.Groups["a"].Value + match.Groups["b"].Value + match.Groups["c"].Value)
                .Trim();
            // A colon in a relative name ("12:30.pdf") is not a scheme; browsers write it with ./ but not all servers do.
            if (!Uri.TryCreate(folder, text, out var link) || link.Query.Length > 0 || !folder.IsBaseOf(link))
                continue;
            var rest = link.AbsolutePath[folder.AbsolutePath.Length..];
            var name = rest.TrimEnd('/');
            if (name.Length > 0 && !name.Contains('/', StringComparison.Ordinal) && seen.Add(rest))
                links.Add(new Uri(link.GetLeftPart(UriPartial.Path)));
        }
        return links;
    }

    [GeneratedRegex(
        """<a\s[^>]*?href\s*=\s*("(?<a>[^"]*)"|'(?<b>[^']*)'|(?<c>[^\s>"']+))""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Anchor();
}
