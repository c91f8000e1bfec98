namespace Penstock.PdfReader.Layout;

/// <summary>What the text of a glyph is and what it cannot be.</summary>
internal static class Characters
{
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    /// <summary>The text with ligatures of Latin letters (U+FB00 to U+FB06) taken apart.</summary>
    public static string Plain(string text)
    {
        if (text.Length == 1)
            return text[0] is >= '\uFB00' and <= '\uFB06' ? Ligatures[text[0] - '\uFB00'] : text;
        return text.AsSpan().ContainsAnyInRange('\uFB00', '\uFB06')
            ? string.Concat(text.Select(c => Plain(c.ToString())))
            : text;
    }

    /// <summary>Why the text may not be what the page shows, or not in this order; null when all is well.</summary>
    public static string? Doubt(string text)
    {
        foreach (var c in text)
        {
            if (c is > ' ' and < '\u007F')
                continue;
            if (c == '\uFFFD' || (char.IsControl(c) && !char.IsWhiteSpace(c)) || char.IsSurrogate(c) && !IsPair(text))
                return "Glyphs have no character";
            if (IsRightToLeft(c))
                return "Text runs from right to left";
        }
        return null;
    }

    private static bool IsPair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }

    // Hebrew, Arabic and their neighbours, the marks of direction, and the presentation forms; U+10800 to U+10FFF and U+1E800 to
    // U+1EFFF by their first surrogate.
    private static bool IsRightToLeft(char c) =>
        c
            is (>= '\u0590' and <= '\u08FF')
                or '\u200E'
                or '\u200F'
                or (>= '\u202A' and <= '\u202E')
                or '\uD802'
                or '\uD803'
                or '\uD83A'
                or '\uD83B'
                or (>= '\uFB1D' and <= '\uFDFF')
                or (>= '\uFE70' and <= '\uFEFE');
}
