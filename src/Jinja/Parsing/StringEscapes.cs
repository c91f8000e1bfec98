using System.Globalization;
using System.Text;

namespace Penstock.Jinja.Parsing;

/// <summary>Backslashes in strings, as in Python's.</summary>
internal static class StringEscapes
{
    public static string Decode(string text, Func<string, Exception> error)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            var c = text[++i];
            var plain = "abfnrtv\\'\"".IndexOf(c, StringComparison.Ordinal);
            if (plain >= 0)
                result.Append("\a\b\f\n\r\t\v\\'\""[plain]);
            else if (c == '\n')
                continue;
            else if (c is 'x' or 'u' or 'U')
            {
                var length =
                    c == 'x' ? 2
                    : c == 'u' ? 4
                    : 8;
                if (
                    i + length >= text.Length
                    || !uint.TryParse(
                        text.AsSpan(i + 1, length),
                        NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture,
                        out var code
                    )
                    || code > 0x10ffff
                )
                    throw error($"(unicode error) truncated \\{c} escape");
                i += length;
                if (code <= 0xffff)
                    result.Append((char)code);
                else
                    result.Append(char.ConvertFromUtf32((int)code));
            }
            else if (c is >= '0' and <= '7')
            {
                var code = 0;
                var digits = 0;
                while (digits < 3 && i < text.Length && text[i] is >= '0' and <= '7')
                {
                    code = code * 8 + text[i++] - '0';
                    digits++;
                }
                i--;
                result.Append((char)code);
            }
            else if (c == 'N')
                throw error("Names of characters (\\N{…}) are not known; write \\u and the character's number");
            else
                result.Append('\\').Append(c);
        }
        return result.ToString();
    }
}
