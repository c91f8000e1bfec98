using System.Text;

namespace Penstock.Connectors.FileServers;

/// <summary>
/// Names on FTP and SSH servers are bytes. Paths are kept as text with one character a byte (Latin-1), so that every name can
/// be asked
/// for as it was listed; only what people see is decoded.
/// </summary>
internal static class WireText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>How names are read from and written to the wire.</summary>
    public static Encoding Encoding => Encoding.Latin1;

    /// <summary>The bytes that a person's text stands for: UTF-8.</summary>
    public static string FromText(string text) => Encoding.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes of a percent-escaped path: <c>%E4</c> is that byte, whatever it means.</summary>
    public static string FromUri(string escaped)
    {
        var bytes = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; )
            bytes.Append(Uri.HexUnescape(escaped, ref i));
        return bytes.ToString();
    }

    /// <summary>What people see: UTF-8 where the bytes are that, else Latin-1.</summary>
    public static string Show(string bytes)
    {
        try
        {
            return Strict.GetString(Encoding.GetBytes(bytes));
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    /// <summary>The path of an address: every byte but RFC 3986's unreserved characters and the slash is escaped.</summary>
    public static string ToUri(string bytes)
    {
        var escaped = new StringBuilder(bytes.Length);
        foreach (var c in bytes)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/')
                escaped.Append(c);
            else
                escaped.Append(Uri.HexEscape(c));
        }
        return escaped.ToString();
    }
}
