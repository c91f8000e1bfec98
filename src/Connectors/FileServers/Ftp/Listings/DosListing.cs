using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>
/// MS-DOS and IIS: date, time, size or <c>&lt;DIR&gt;</c>, and the name behind one blank, or at the column where the names
/// begin. Numbers
/// with dashes or slashes are month, day, year, as IIS writes them, unless the first cannot be a month.
/// </summary>
internal sealed partial class DosListing : IListingFormat
{
    private const int MarkWidth = 15;

    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry)
    {
        entry = null;
        if (Line().Match(line) is not { Success: true } match || !TryTime(match.Groups, out var modified))
            return false;
        var name = match.Groups["name"].Value;
        var mark = match.Groups["mark"].Value;
        if (mark.Length == 0)
        {
            var digits = string.Concat(match.Groups["size"].Value.Where(char.IsAsciiDigit));
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                return false;
            entry = new ListedEntry(name, ListedKind.File, size, modified);
            return true;
        }
        var padding = Math.Max(1, MarkWidth - mark.Length);
        name = name.Length - name.TrimStart(' ').Length < padding ? name.TrimStart(' ') : name[padding..];
        if (name.Length == 0)
            return false;
        if (mark == "<DIR>")
        {
            entry = new ListedEntry(name, ListedKind.Directory, null, modified);
            return true;
        }
        var target = name.EndsWith(']') && name.LastIndexOf(" [", StringComparison.Ordinal) is > 0 and var at ? at : -1;
        entry = new ListedEntry(target < 0 ? name : name[..target], ListedKind.Link, null, modified)
        {
            Target = target < 0 ? null : name[(target + 2)..^1],
        };
        return true;
    }

    private static bool TryTime(GroupCollection groups, out DateTimeOffset time)
    {
        var (first, second) = (Number(groups["first"]), Number(groups["second"]));
        var (month, day) =
            groups["sep"].Value == "." || (first > 12 && !groups["iso"].Success) ? (second, first) : (first, second);
        var hour = Number(groups["hour"]);
        if (groups["half"].Success)
        {
            if (hour is < 1 or > 12)
            {
                time = default;
                return false;
            }
            hour = (hour % 12) + (groups["half"].ValueSpan[0] is 'P' or 'p' ? 12 : 0);
        }
        var minute = Number(groups["min"]);
        var seconds = groups["sec"].Success ? Number(groups["sec"]) : 0;
        time = default;
        return hour <= 23
            && minute <= 59
            && seconds <= 59
            && ListingDates.TryMake(
                Number(groups["year"]),
                month,
                day,
                new TimeSpan(hour, minute, seconds),
                TimeSpan.Zero,
                out time
            );
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^((?<iso>(?<year>[0-9]{4})[-/.](?<first>[0-9]{1,2})[-/.](?<second>[0-9]{1,2}))"
            + @"|(?<first>[0-9]{1,2})(?<sep>[-/.])(?<second>[0-9]{1,2})[-/.](?<year>[0-9]{4}|[0-9]{2}))"
            + @" +(?<hour>[0-9]{1,2}):(?<min>[0-9]{2})(:(?<sec>[0-9]{2}))? ?(?<half>[AaPp][Mm]?)?"
            + @" +((?<mark><[A-Z]+>)(?<name> .+)|(?<size>[0-9]{1,3}([,.\u00A0][0-9]{3})+|[0-9]+) (?<name>.+))$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Line();
}
