using System.Text;

namespace Penstock.Jinja.Values;

/// <summary>Python counts characters by code points, .NET by UTF-16.</summary>
internal static class CodePoints
{
    public static bool IsSimple(string text) => !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');

    public static int Length(string text) => IsSimple(text) ? text.Length : text.EnumerateRunes().Count();

    public static IEnumerable<string> Split(string text) =>
        IsSimple(text) ? text.Select(c => c.ToString()) : text.EnumerateRunes().Select(r => r.ToString());

    /// <summary>The place in UTF-16 of a place in code points.</summary>
    public static int ToUtf16(string text, int index)
    {
        if (IsSimple(text))
            return index;
        var at = 0;
        foreach (var rune in text.EnumerateRunes().Take(index))
            at += rune.Utf16SequenceLength;
        return at;
    }

    /// <summary>The place in code points of a place in UTF-16.</summary>
    public static int FromUtf16(string text, int at) =>
        at <= 0 || IsSimple(text) ? at : text.AsSpan(0, at).ToString().EnumerateRunes().Count();

    public static string Reverse(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var part in Split(text).Reverse())
            result.Append(part);
        return result.ToString();
    }

    // In UTF-16 what lies above U+FFFF would come before U+E000.
    public static int Compare(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length)
            return Math.Sign(left.Length.CompareTo(right.Length));
        var (a, b) = (left[at], right[at]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? Math.Sign(a.CompareTo(b))
            : char.IsSurrogate(a) ? 1
            : -1;
    }
}
