using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>
/// OS/400: owner, size, date, time, type, name; members of a file have neither size nor date. The order of day, month and
/// year is a
/// setting of the server: no time is taken from it.
/// </summary>
internal sealed partial class Os400Listing : IListingFormat
{
    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry)
    {
        entry = null;
        if (Line().Match(line) is not { Success: true } match)
            return false;
        var name = match.Groups["name"].Value;
        var kind = match.Groups["type"].Value switch
        {
            "*DIR" or "*DDIR" or "*LIB" or "*FLR" => ListedKind.Directory,
            "*SYMLNK" => ListedKind.Link,
            "*SOCKET" or "*FIFO" or "*CHRSF" => ListedKind.Other,
            _ => name.EndsWith('/') ? ListedKind.Directory : ListedKind.File,
        };
        long? size = null;
        if (kind == ListedKind.File && match.Groups["size"].Success)
        {
            if (!long.TryParse(match.Groups["size"].Value, CultureInfo.InvariantCulture, out var bytes))
                return false;
            size = bytes;
        }
        entry = new ListedEntry(name, kind, size, null);
        return true;
    }

    [GeneratedRegex(
        @"^[^ ]+( +(?<size>[0-9]+) +[0-9]{2}[/.-][0-9]{2}[/.-]([0-9]{4}|[0-9]{2}) +[0-9]{2}[:.][0-9]{2}[:.][0-9]{2})?"
            + @" +(?<type>\*[A-Z0-9]+) +(?<name>[^ ].*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Line();
}
