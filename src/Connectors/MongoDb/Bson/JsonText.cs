using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>JSON strings from UTF-8 bytes. What needs no escape is copied; bytes that are no UTF-8 become U+FFFD.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create([
        .. Enumerable.Range(0x20, 0x5F).Select(i => (byte)i).Where(b => b is not ((byte)'"' or (byte)'\\')),
    ]);

    /// <summary>Writes a quoted string.</summary>
    /// <returns>False when bytes had to be replaced.</returns>
    public static bool Write(LineBuffer output, ReadOnlySpan<byte> utf8)
    {
        var room = output.Room(utf8.Length + 2);
        room[0] = (byte)'"';
        var plain = utf8.IndexOfAnyExcept(Plain);
        if (plain >= 0)
            return WriteRest(output, utf8, plain);
        utf8.CopyTo(room[1..]);
        room[utf8.Length + 1] = (byte)'"';
        output.Advance(utf8.Length + 2);
        return true;
    }

    private static bool WriteRest(LineBuffer output, ReadOnlySpan<byte> utf8, int plain)
    {
        var room = output.Room(checked((utf8.Length * 6) + 2));
        room[0] = (byte)'"';
        utf8[..plain].CopyTo(room[1..]);
        var at = plain + 1;
        var rest = utf8[plain..];
        var isValid = Utf8.IsValid(rest);
        while (!rest.IsEmpty)
        {
            var b = rest[0];
            var taken = 1;
            if (b < 0x80)
                at += Escape(room[at..], b);
            else
                at += CopyRune(room[at..], rest, out taken);
            rest = rest[taken..];
        }
        room[at++] = (byte)'"';
        output.Advance(at);
        return isValid;
    }

    private static int CopyRune(Span<byte> room, ReadOnlySpan<byte> rest, out int taken)
    {
        Rune.DecodeFromUtf8(rest, out var rune, out taken);
        return rune.EncodeToUtf8(room);
    }

    private static int Escape(Span<byte> room, byte b)
    {
        var letter = b switch
        {
            (byte)'"' or (byte)'\\' => b,
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            _ => (byte)0,
        };
        if (letter != 0)
        {
            room[0] = (byte)'\\';
            room[1] = letter;
            return 2;
        }
        if (b >= 0x20)
        {
            room[0] = b;
            return 1;
        }
        "\\u00"u8.CopyTo(room);
        room[4] = (byte)('0' + (b >> 4));
        room[5] = "0123456789abcdef"u8[b & 15];
        return 6;
    }
}
