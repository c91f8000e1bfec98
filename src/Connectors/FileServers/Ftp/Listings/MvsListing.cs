using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>MVS: data sets (<c>PS</c> is a file, <c>PO</c> a library), and the members of a library.</summary>
internal sealed partial class MvsListing : IListingFormat
{
    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry)
    {
        entry = null;
        if (Heading().IsMatch(line))
            return true;
        if (DataSet().Match(line) is { Success: true } set)
        {
            var kind = set.Groups["org"].Value switch
            {
                "PS" or "" => ListedKind.File,
                "PO" or "PO-E" => ListedKind.Directory,
                _ => ListedKind.Other,
            };
            entry = new ListedEntry(set.Groups["name"].Value, kind, null, null);
            return true;
        }
        if (
            Member().Match(line) is not { Success: true } member
            || !ListingDates.TryRead(member.Groups, now, out var modified, out _)
        )
            return false;
        entry = new ListedEntry(member.Groups["name"].Value, ListedKind.File, null, modified);
        return true;
    }

    [GeneratedRegex(
        @"^ ?(Volume +Unit +Referred|Name +VV\.MM +Created)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Heading();

    [GeneratedRegex(
        @"^([^ ]+ +[^ ]+ +([0-9]{4}/[0-9]{2}/[0-9]{2}|\*\*NONE\*\*) +[0-9]+ +[0-9?]+ +[A-Z?]+ +[0-9?]+ +[0-9?]+"
            + @" +(?<org>[A-Z]{2}(-E)?)"
            + @"|Migrated) +'?(?<name>[A-Z0-9@#$.-]+)'?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DataSet();

    [GeneratedRegex(
        @"^ ?(?<name>[A-Z@#$][A-Z0-9@#$]{0,7}) +[0-9]{2}\.[0-9]{2} +[0-9]{4}/[0-9]{2}/[0-9]{2}"
            + @" +(?<year>[0-9]{4})/(?<mon>[0-9]{2})/(?<day>[0-9]{2}) (?<hour>[0-9]{2}):(?<min>[0-9]{2})(:(?<sec>[0-9]{2}))?"
            + @"( +[0-9]+){3} +[^ ]+ *$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Member();
}
