using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>Chooses files by globs on their path below the listed folder.</summary>
internal sealed class FileGlobs(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    private readonly List<Regex> _include = [.. include.Select(Compile)];
    private readonly List<Regex> _exclude = [.. exclude.Select(Compile)];

    /// <param name="relativePath">With <c>/</c> between folders, for instance <c>2010/12/invoice.pdf</c>.</param>
    public bool Takes(string relativePath) =>
        _include.Exists(g => g.IsMatch(relativePath)) && !_exclude.Exists(g => g.IsMatch(relativePath));

    // NonBacktracking: a pattern from a definition must not be able to make matching slow.
    private static Regex Compile(string glob)
    {
        var pattern = new StringBuilder("^");
        if (!glob.Contains('/', StringComparison.Ordinal))
            pattern.Append("(.*/)?");
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob[i..].StartsWith("**/", StringComparison.Ordinal))
            {
                pattern.Append("(.*/)?");
                i += 2;
            }
            else if (glob[i..].StartsWith("**", StringComparison.Ordinal))
            {
                pattern.Append(".*");
                i++;
            }
            else
            {
                pattern.Append(
                    glob[i] switch
                    {
                        '*' => "[^/]*",
                        '?' => "[^/]",
                        var c => Regex.Escape(c.ToString()),
                    }
                );
            }
        }
        return new Regex(
            pattern.Append('$').ToString(),
            RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
    }
}
