using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>
/// <c>ls -l</c>, of which nothing is sure but the mode in front and the date before the name: link count, owner, group and
/// size may be
/// missing, owner and group may be of several words or numbers. NetWare's form differs only in front.
/// </summary>
internal sealed partial class UnixListing : IListingFormat
{
    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry)
    {
        entry = null;
        if (Total().IsMatch(line))
            return true;
        var match = WithSize().Match(line);
        if (!match.Success)
            match = WithoutSize().Match(line);
        if (
            !match.Success
            || !ListingDates.TryRead(match.Groups, now, out var modified, out var isExact)
            || !TrySize(match.Groups["size"].Value, out var size)
        )
            return false;
        var kind = match.Groups["kind"].Value switch
        {
            "-" => ListedKind.File,
            "d" => ListedKind.Directory,
            "l" => ListedKind.Link,
            _ => ListedKind.Other,
        };
        var name = match.Groups["name"].Value;
        string? target = null;
        if (kind == ListedKind.Link && name.IndexOf(" -> ", 1, StringComparison.Ordinal) is > 0 and var arrow)
            (name, target) = (name[..arrow], name[(arrow + 4)..]);
        entry = new ListedEntry(name, kind, kind == ListedKind.File ? size : null, modified)
        {
            Target = target,
            IsExact = isExact,
        };
        return true;
    }

    // 4.0K is not a number of bytes, and 13, 20 are those of a device.
    private static bool TrySize(string text, out long? size)
    {
        size = null;
        if (text.Length == 0 || !char.IsAsciiDigit(text[^1]) || text.Contains(' ', StringComparison.Ordinal))
            return true;
        var isNumber = long.TryParse(
            text.Replace(",", "", StringComparison.Ordinal),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        );
        size = number;
        return isNumber;
    }

    private const string Front = @"^((?<kind>[-dlbcpsDnPw])[-a-zA-Z]{9}[+.@*]?|(?<kind>[-d]) ?\[[-A-Za-z]{8}\])";

    private const string Back = "(" + ListingDates.Pattern + ") (?<name>.+)$";

    [GeneratedRegex(
        Front
            + @"([ 0-9].*?)?(?<= )(?<size>[0-9]+, *[0-9]+|[0-9]{1,3}(,[0-9]{3})+|[0-9]+|[0-9]+([.,][0-9]+)?[KMGTP]) +"
            + Back,
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WithSize();

    // Words and the count of links only: what stands where the size should and is none must not be passed over.
    [GeneratedRegex(
        Front + @"( *[0-9]+)?( +[A-Za-z_\x80-\xFF][-A-Za-z0-9_.$\\@\x80-\xFF]*){0,4} +" + Back,
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WithoutSize();

    // "total 48", in whatever language.
    [GeneratedRegex(
        @"^([A-Za-z\x80-\xFF]+):?( [A-Za-z\x80-\xFF]+)? +[0-9][0-9.,]*[KMGTP]?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Total();
}
