using System.Text;

namespace Penstock.Iceberg.Manifests;

/// <summary>
/// Texts as bounds have them (https://iceberg.apache.org/spec/#binary-single-value-serialization): UTF-8, of long ones the
/// first 16 characters.
/// </summary>
internal static class BoundText
{
    private const int Longest = 16;

    /// <summary>The bytes of a lower bound.</summary>
    public static byte[] Lower(string text) => Encoding.UTF8.GetBytes(Cut(text));

    /// <summary>
    /// The bytes of an upper bound; null: there is none. A text that is cut is raised, so that no value is above it.
    /// </summary>
    public static byte[]? Upper(string text)
    {
        var cut = Cut(text);
        if (cut.Length == text.Length)
            return Encoding.UTF8.GetBytes(text);
        var runes = cut.EnumerateRunes().ToList();
        for (var i = runes.Count - 1; i >= 0; i--)
        {
            // The next character after the surrogates' gap; the very last one cannot be raised, then the one before it is.
            var next = runes[i].Value == 0xD7FF ? 0xE000 : runes[i].Value + 1;
            if (!Rune.IsValid(next))
                continue;
            return Encoding.UTF8.GetBytes(string.Concat(runes.Take(i).Append(new Rune(next))));
        }
        return null;
    }

    private static string Cut(string text) =>
        text.EnumerateRunes().Count() <= Longest ? text : string.Concat(text.EnumerateRunes().Take(Longest));
}
