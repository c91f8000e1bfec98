using System.Globalization;
using System.Text;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// The rule for keys, strict enough for every backend: relative, segments of letters, digits, <c>-</c>, <c>_</c>, <c>.</c>,
/// <c>=</c>, <c>+</c>, <c>%</c> and <c>@</c>; no empty, <c>.</c> or <c>..</c> segment; at most 1,024 bytes, 255 a segment.
/// </summary>
public static class ObjectKey
{
    /// <summary>Returns the key unchanged, or throws.</summary>
    /// <exception cref="ArgumentException">The key breaks the rule.</exception>
    public static string Check(string key)
    {
        var valid =
            key.Length is > 0 and <= 1024
            && key.Split('/').All(s => s.Length is > 0 and <= 255 && s is not ("." or "..") && s.All(IsPlain));
        return valid ? key : throw new ArgumentException($"Not a valid object key: '{key}'.", nameof(key));
    }

    /// <summary>Returns the beginning of keys unchanged, or throws: empty, or a key, or a key cut anywhere.</summary>
    /// <exception cref="ArgumentException">No valid key begins so.</exception>
    public static string CheckPrefix(string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        if (slash >= 0)
            Check(prefix[..slash]);
        return prefix[(slash + 1)..].All(IsPlain)
            ? prefix
            : throw new ArgumentException($"No object key begins so: '{prefix}'.", nameof(prefix));
    }

    /// <summary>
    /// Makes one segment of any text that came from outside (a file name, a collection): characters outside the rule become
    /// <c>%XX</c> per UTF-8 byte, and what is over 120 characters is cut. Not meant to be reversed: the original travels as
    /// metadata.
    /// </summary>
    public static string Segment(string foreign)
    {
        var text = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in foreign.EnumerateRunes())
        {
            if (rune.IsAscii && IsPlain((char)rune.Value) && rune.Value is not ('%' or '/' or '*'))
            {
                text.Append((char)rune.Value);
                continue;
            }
            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
                text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        if (text.Length > 120)
            text.Length = 120;
        return text.ToString() is { Length: > 0 } s and not ("." or "..") ? s : "_" + text.Replace(".", "%2E");
    }

    private static bool IsPlain(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or '+' or '%' or '@' or '*';
}
