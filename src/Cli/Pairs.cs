using Penstock.Core.Errors;

namespace Penstock.Cli;

/// <summary>Reads <c>name=value</c> arguments, also several in one with commas between.</summary>
internal static class Pairs
{
    /// <summary>Each text is one pair; the value may hold anything.</summary>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> texts, string option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new UsageException($"{option} takes name=value", text, $"{option} name=value");
            pairs[text[..at]] = text[(at + 1)..];
        }
        return pairs;
    }

    /// <summary>Splits <c>a=1,b=2</c>; a comma that no <c>name=</c> follows belongs to the value before it.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var parts = new List<string>();
        foreach (var part in text.Split(','))
        {
            if (parts.Count > 0 && !part.Contains('=', StringComparison.Ordinal))
                parts[^1] += "," + part;
            else
                parts.Add(part);
        }
        return parts;
    }
}
