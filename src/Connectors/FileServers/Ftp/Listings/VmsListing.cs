using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>
/// VMS: <c>NAME.TYPE;version blocks date [owner] (protection)</c>. Blocks are not bytes, so the size is not told. Where the
/// reader may not
/// look at a file, an error of RMS stands in place of its facts; the file is there all the same.
/// </summary>
internal sealed partial class VmsListing : IListingFormat
{
    private const string FolderType = ".DIR";

    /// <summary>Whether a line is only a name, with its facts on the next one.</summary>
    public static bool IsFirstHalf(string line) => NameAlone().IsMatch(line);

    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry)
    {
        entry = null;
        if (Heading().IsMatch(line))
            return true;
        if (
            Line().Match(line) is not { Success: true } match
            || !int.TryParse(match.Groups["version"].Value, CultureInfo.InvariantCulture, out var version)
        )
            return false;
        DateTimeOffset? modified = null;
        if (match.Groups["mon"].Success)
        {
            if (!ListingDates.TryRead(match.Groups, now, out var time, out _))
                return false;
            modified = time;
        }
        var name = match.Groups["name"].Value;
        var isFolder = name.EndsWith(FolderType, StringComparison.OrdinalIgnoreCase);
        entry = new ListedEntry(
            isFolder ? name[..^FolderType.Length] : name,
            isFolder ? ListedKind.Directory : ListedKind.File,
            null,
            modified
        )
        {
            Version = version,
        };
        return true;
    }

    [GeneratedRegex(@"^[^ ;]+;[0-9]+ *$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameAlone();

    [GeneratedRegex(
        @"^(Directory [^ ]+|(Grand )?[Tt]otal of [0-9]+ .*)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Heading();

    [GeneratedRegex(
        @"^(?<name>[^ ;]+);(?<version>[0-9]+)"
            + @"(( +[0-9]+(\.[0-9]+)?([KMGT]B)?(/[0-9]+(\.[0-9]+)?([KMGT]B)?)?)?"
            + @" +(?<day>[0-9]{1,2})-(?<mon>[A-Za-z]{3})-(?<year>[0-9]{4})"
            + @"( +(?<hour>[0-9]{1,2}):(?<min>[0-9]{2})(:(?<sec>[0-9]{2})(\.(?<frac>[0-9]+))?)?)?( +\[[^\]]*\])?( +\([^)]*\))?"
            + @"| +%RMS-.*| +(No privilege|[Ii]nsufficient privilege).*)? *$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Line();
}
