namespace Penstock.Workflows.Activities.Http;

/// <summary>
/// Paths of HTTP endpoints: parts separated by slashes; a part in braces stands for any text (<c>{id}</c>), or for the whole
/// rest (<c>{*rest}</c>).
/// </summary>
public static class HttpPaths
{
    /// <summary>Without slashes at the ends; fixed parts in small letters, because callers' case does not matter.</summary>
    public static string Normal(string? path) =>
        string.Join(
            '/',
            (path ?? "").Trim().Trim('/').Split('/').Select(p => IsParameter(p) ? p : p.ToLowerInvariant())
        );

    /// <summary>The values of the parts in braces; null when the path does not fit.</summary>
    /// <param name="template">A normalised path.</param>
    /// <param name="path">The path that was called.</param>
    public static Dictionary<string, object>? Match(string template, string path)
    {
        var wanted = template.Split('/');
        var given = path.Trim('/').Split('/');
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (IsParameter(wanted[i]) && wanted[i].StartsWith("{*", StringComparison.Ordinal))
            {
                values[Name(wanted[i])] = string.Join('/', given.Skip(i).Select(Uri.UnescapeDataString));
                return values;
            }
            if (i >= given.Length)
                return null;
            if (IsParameter(wanted[i]) && given[i].Length > 0)
                values[Name(wanted[i])] = Uri.UnescapeDataString(given[i]);
            else if (!wanted[i].Equals(given[i], StringComparison.OrdinalIgnoreCase))
                return null;
        }
        return wanted.Length == given.Length ? values : null;
    }

    /// <summary>Fixed parts before parts in braces, so that <c>orders/new</c> is found before <c>orders/{id}</c>.</summary>
    public static string SortKey(string template) =>
        string.Join(
            '/',
            template
                .Split('/')
                .Select(p =>
                    !IsParameter(p) ? "0"
                    : p.StartsWith("{*", StringComparison.Ordinal) ? "2"
                    : "1"
                )
        );

    private static bool IsParameter(string part) => part.StartsWith('{') && part.EndsWith('}');

    // {id:int} and {id?} name the same value as {id}.
    private static string Name(string part) => part.Trim('{', '}', '*').Split(':', '?', '=')[0];
}
