using System.Globalization;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>The lines of MLSD and MLST: facts with semicolons, a blank, the name (RFC 3659 7.2 to 7.5).</summary>
internal sealed class FactListing : IListingFormat
{
    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry) => TryRead(line, out entry);

    /// <summary>The same; these lines need no clock.</summary>
    public static bool TryRead(string line, out ListedEntry? entry)
    {
        entry = null;
        // A blank may be part of a value (a group of two words): the facts end with the last semicolon before one.
        var at = EndOfFacts(line);
        if (at < 0 || at + 1 >= line.Length)
            return false;
        var type = "file";
        long? size = null;
        DateTimeOffset? modified = null;
        foreach (var fact in line[..at].Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = fact.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                return false;
            var value = fact[(equals + 1)..];
            switch (fact[..equals].ToUpperInvariant())
            {
                case "TYPE":
                    type = value;
                    break;
                case "SIZE":
                    if (ParseNumber(value) is not { } bytes)
                        return false;
                    size = bytes;
                    break;
                case "MODIFY":
                    if (ParseTime(value) is not { } time)
                        return false;
                    modified = time;
                    break;
            }
        }
        if (Is(type, "cdir") || Is(type, "pdir"))
            return true;
        if (KindOf(type) is not { } kind)
            return false;
        entry = new ListedEntry(line[(at + 1)..], kind, kind == ListedKind.File ? size : null, modified)
        {
            IsExact = true,
            Target =
                kind == ListedKind.Link && type.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
                    ? type[(colon + 1)..]
                    : null,
        };
        return true;
    }

    /// <summary>The facts of a line, without the name.</summary>
    public static string FactsOf(string line) => EndOfFacts(line) is >= 0 and var at ? line[..at] : line;

    /// <summary>A time of MLSD or MDTM: <c>YYYYMMDDHHMMSS[.sss]</c> in UTC.</summary>
    public static DateTimeOffset? ParseTime(string text)
    {
        if (
            text.Length < 14
            || !DateTimeOffset.TryParseExact(
                text.AsSpan(0, 14),
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
            return null;
        var rest = text[14..].TrimEnd(' ');
        if (rest.Length == 0)
            return time;
        return rest is ['.', _, ..] && rest[1..].All(char.IsAsciiDigit)
            ? time + TimeSpan.FromMicroseconds(Math.Floor(1e6 * double.Parse("0" + rest, CultureInfo.InvariantCulture)))
            : null;
    }

    public static long? ParseNumber(string text) =>
        long.TryParse(text.Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int EndOfFacts(string line)
    {
        if (line.StartsWith(' '))
            return 0;
        var at = line.IndexOf("; ", StringComparison.Ordinal);
        return at < 0 ? line.IndexOf(' ', StringComparison.Ordinal) : at + 1;
    }

    private static ListedKind? KindOf(string type)
    {
        if (Is(type, "file"))
            return ListedKind.File;
        if (Is(type, "dir"))
            return ListedKind.Directory;
        var equals = type.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !type.StartsWith("OS.", StringComparison.OrdinalIgnoreCase))
            return null;
        var own = type[(equals + 1)..];
        if (Begins(own, "slink") || Begins(own, "symlink") || Begins(own, "link"))
            return ListedKind.Link;
        string[] devices =
        [
            "chr",
            "blk",
            "char",
            "block",
            "fifo",
            "pipe",
            "sock",
            "door",
            "dev",
            "special",
            "whiteout",
            "unknown",
        ];
        return devices.Any(d => Begins(own, d)) ? ListedKind.Other : null;
    }

    private static bool Is(string type, string word) => type.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string type, string word) => type.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
