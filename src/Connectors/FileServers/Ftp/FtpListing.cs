using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>Reads the lines of MLSD (RFC 3659 7) and, for servers without it, of LIST in its Unix and MS-DOS forms.</summary>
internal static partial class FtpListing
{
    /// <summary>One MLSD or MLST line, or null for the folder itself, its parent, and what is neither file nor folder.</summary>
    public static FileEntry? ParseFacts(string line, string folder)
    {
        var at = line.IndexOf(' ', StringComparison.Ordinal);
        if (at < 0)
            return null;
        var name = line[(at + 1)..];
        string type = "file";
        long? size = null;
        DateTimeOffset? modified = null;
        foreach (var fact in line[..at].Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = fact[(fact.IndexOf('=', StringComparison.Ordinal) + 1)..];
            if (fact.StartsWith("type=", StringComparison.OrdinalIgnoreCase))
                type = value;
            else if (fact.StartsWith("size=", StringComparison.OrdinalIgnoreCase))
                size = ParseNumber(value);
            else if (fact.StartsWith("modify=", StringComparison.OrdinalIgnoreCase))
                modified = ParseTime(value);
        }
        var isFile = type.Equals("file", StringComparison.OrdinalIgnoreCase);
        var isFolder = type.Equals("dir", StringComparison.OrdinalIgnoreCase);
        return (isFile || isFolder) && IsName(name)
            ? new FileEntry(Join(folder, name), name, isFile ? size : null, modified, isFolder)
            : null;
    }

    /// <summary>One LIST line: only name, kind and size are to be trusted; its times have no zone and often no year.</summary>
    public static FileEntry? ParseList(string line, string folder)
    {
        if (Unix().Match(line) is { Success: true } unix)
        {
            var kind = unix.Groups["kind"].Value;
            var name = unix.Groups["name"].Value;
            if (kind == "l" && name.IndexOf(" -> ", StringComparison.Ordinal) is > 0 and var arrow)
                name = name[..arrow];
            return kind is "-" or "d" or "l" && IsName(name)
                ? new FileEntry(
                    Join(folder, name),
                    name,
                    kind == "-" ? ParseNumber(unix.Groups["size"].Value) : null,
                    null,
                    kind == "d"
                )
                : null;
        }
        if (Dos().Match(line) is not { Success: true } dos)
            return null;
        var isFolder = dos.Groups["size"].Value == "<DIR>";
        var dosName = dos.Groups["name"].Value;
        return IsName(dosName)
            ? new FileEntry(
                Join(folder, dosName),
                dosName,
                isFolder ? null : ParseNumber(dos.Groups["size"].Value),
                null,
                isFolder
            )
            : null;
    }

    /// <summary>A time of MLSD or MDTM: <c>YYYYMMDDHHMMSS[.sss]</c> in UTC; the fraction is dropped, servers disagree about it.</summary>
    public static DateTimeOffset? ParseTime(string text) =>
        text.Length >= 14
        && DateTimeOffset.TryParseExact(
            text.AsSpan(0, 14),
            "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    public static long? ParseNumber(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Join(string folder, string name) => folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    // A name with a slash would be somewhere else than in the folder that was listed.
    private static bool IsName(string name) =>
        name is not ("" or "." or "..") && !name.Contains('/', StringComparison.Ordinal);

    [GeneratedRegex(
        @"^(?<kind>[-dlbcps])[-rwxsStTlL]{9}[.+@]?\s+\d+\s+\S+\s+(\S+\s+)?(?<size>\d+)\s+(\S+\s+\d{1,2}|\d{1,2}\s+\S+|\d{4}-\d\d-\d\d)\s+(\d{1,2}:\d\d|\d{4})\s(?<name>.+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unix();

    [GeneratedRegex(
        @"^\d\d-\d\d-(\d\d){1,2}\s+\d\d:\d\d([AP]M)?\s+(?<size><DIR>|\d+)\s+(?<name>.+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Dos();
}
