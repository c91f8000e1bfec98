using System.Globalization;
using Penstock.Connectors.FileServers;
using Penstock.Connectors.FileServers.Ftp.Listings;

namespace Penstock.Connectors.Tests.FileServers.Listings;

/// <summary>Entries that are written as each kind of server writes them, and read back.</summary>
public class FtpListingPropertyTests
{
    private const int Entries = 3000;
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    private static readonly string[] NameParts =
    [
        "a",
        "B7",
        ".",
        " ",
        "  ",
        "-",
        "->",
        " -> ",
        ";",
        "; ",
        "=",
        "[x]",
        "Nov 10 17:25",
        "2010",
        "<DIR>",
        "ä",
        "日本",
        "r\u00E4",
        "total 4",
        "'",
        "\"",
        "%",
        "#",
        "+",
        ",",
        "12",
        "type=file",
        "*STMF",
        "(1)",
        "%20",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Unix(int seed) =>
        Check(
            seed,
            (random, entry) =>
            {
                var mark = Pick(random, "", "", "", "+", ".", "@");
                var owner = Pick(random, "ann", "1000", "CORP\\ann", "ann-b_c", "0");
                var group = Pick(random, "sales", "100", "Domain Users", "Domain Users of All", "x.y", "");
                var kind = entry.Kind switch
                {
                    ListedKind.File => "-",
                    ListedKind.Directory => "d",
                    ListedKind.Link => "l",
                    _ => Pick(random, "c", "b", "p", "s"),
                };
                var size =
                    kind is "c" or "b" ? $"{random.Next(300)}, {random.Next(300)}"
                    : entry.Kind == ListedKind.File ? $"{entry.Size}"
                    : "4096";
                var head = $"{kind}rwxr-xr--{mark} {random.Next(1, 99), 3} {owner, -8} {group, -8} {size, 12}";
                return (
                    $"{head} {UnixDate(random, entry.Modified!.Value, out var modified)} {entry.Name}"
                        + (entry.Kind == ListedKind.Link ? $" -> {entry.Target}" : ""),
                    entry with
                    {
                        Modified = modified,
                    }
                );
            },
            ListedKind.File,
            ListedKind.Directory,
            ListedKind.Link,
            ListedKind.Other
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Netware(int seed) =>
        Check(
            seed,
            (random, entry) =>
            {
                var kind = entry.Kind == ListedKind.Directory ? "d" : "-";
                var date = UnixDate(random, entry.Modified!.Value, out var modified, isPlain: true);
                var owner = Pick(random, "ann", "supervisor", "ann.sales");
                return (
                    $"{kind} [{Pick(random, "RWCEAFMS", "R----F--")}] {owner, -20} {entry.Size ?? 512, 12} {date} {entry.Name}",
                    entry with
                    {
                        Modified = modified,
                    }
                );
            },
            ListedKind.File,
            ListedKind.Directory
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Dos(int seed) =>
        Check(
            seed,
            (random, entry) =>
            {
                var modified = Minute(entry.Modified!.Value);
                var date = modified.ToString(
                    Pick(random, "MM-dd-yy  hh:mmtt", "MM-dd-yyyy  hh:mmtt", "MM-dd-yy  HH:mm", "yyyy-MM-dd  HH:mm"),
                    English
                );
                var mark = Pick(random, "<JUNCTION>", "<SYMLINK>", "<SYMLINKD>");
                var line = entry.Kind switch
                {
                    ListedKind.Directory => $"{date}       {"<DIR>", -15}{entry.Name}",
                    ListedKind.Link => $"{date}    {mark, -15}{entry.Name} [{entry.Target}]",
                    _ => $"{date} {entry.Size!.Value.ToString(Pick(random, "0", "#,0"), English), 20} {entry.Name}",
                };
                return (line, entry with { Modified = modified });
            },
            ListedKind.File,
            ListedKind.Directory,
            ListedKind.Link
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Eplf(int seed) =>
        Check(
            seed,
            (random, entry) =>
            {
                var kind = entry.Kind == ListedKind.Directory ? "/" : $"r,s{entry.Size}";
                var id = Pick(random, "", "i8388621.48594,");
                return ($"+{id}m{entry.Modified!.Value.ToUnixTimeSeconds()},{kind},\t{entry.Name}", entry);
            },
            ListedKind.File,
            ListedKind.Directory
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Facts(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Entries; i++)
        {
            var entry = Make(random, ListedKind.File, ListedKind.Directory, ListedKind.Link, ListedKind.Other);
            var type = entry.Kind switch
            {
                ListedKind.File => "file",
                ListedKind.Directory => "dir",
                ListedKind.Link => $"OS.unix={Pick(random, "slink", "symlink")}:{entry.Target}",
                _ => Pick(random, "OS.unix=chr-13/29", "OS.unix=fifo", "OS.unix=socket"),
            };
            List<string> facts =
            [
                $"{Pick(random, "type", "Type", "TYPE")}={type}",
                $"{Pick(random, "modify", "Modify")}={entry.Modified!.Value.ToString("yyyyMMddHHmmss", English)}",
                "UNIX.mode=0644",
                "unix.groupname=domain users",
            ];
            if (entry.Size is { } size)
                facts.Add($"size={size}");
            var shuffled = facts.ToArray();
            random.Shuffle(shuffled);
            var line = WireText.FromText($"{string.Join(';', shuffled)}; {Pick(random, "", "/in/")}{entry.Name}");

            CheckOne(FtpListing.ReadFacts([line], "/in"), line, entry);
        }
    }

    [Fact]
    public void No_line_is_passed_over_whatever_happened_to_it()
    {
        var random = new Random(7);
        for (var i = 0; i < Entries; i++)
        {
            var chars = "-rw-r--r--   1 ann sales 23 Nov 10 17:25 x.pdf".ToCharArray();
            for (var change = 0; change < 3; change++)
                chars[random.Next(chars.Length)] = (char)random.Next(33, 256);
            var listing = FtpListing.Read([new string(chars)], "/in", Now);

            Assert.Equal(1, listing.Entries.Count + listing.NotUnderstood.Count);
        }
    }

    private static void Check(
        int seed,
        Func<Random, ListedEntry, (string Line, ListedEntry Expected)> write,
        params ListedKind[] kinds
    )
    {
        var random = new Random(seed);
        for (var i = 0; i < Entries; i++)
        {
            var (line, expected) = write(random, Make(random, kinds));
            line = WireText.FromText(line);
            CheckOne(FtpListing.Read([line], "/in", Now), line, expected);
        }
    }

    private static void CheckOne(FtpListing listing, string line, ListedEntry expected)
    {
        Assert.True(listing.Entries.Count == 1, $"Not read: {line}");
        var read = listing.Entries[0];
        Assert.Equal(
            (line, WireText.FromText(expected.Name), expected.Kind, expected.Size, expected.Modified),
            (line, read.Name, read.Kind, read.Size, read.Modified)
        );
        Assert.Equal(expected.Target is null ? null : WireText.FromText(expected.Target), read.Target);
    }

    private static ListedEntry Make(Random random, params ListedKind[] kinds)
    {
        var kind = kinds[random.Next(kinds.Length)];
        var name = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(random, NameParts)));
        // A link's name with an arrow, or with a bracket, cannot be told from its target.
        if (kind == ListedKind.Link)
            name = name.Replace("->", "", StringComparison.Ordinal).Replace(" [", "", StringComparison.Ordinal);
        if (name.Trim().Length == 0 || name is "." or "..")
            name = "x" + name;
        var size = random.Next(4) == 0 ? random.NextInt64(1L << 50) : random.Next(100_000);
        var modified = new DateTimeOffset(1971, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(
            random.NextInt64(1_700_000_000)
        );
        return new ListedEntry(name, kind, kind == ListedKind.File ? size : null, modified)
        {
            Target = kind == ListedKind.Link ? Pick(random, "/data/real.pdf", "../up", "C:\\data") : null,
        };
    }

    // The entry's moment in one of the forms, and what is left of it in that form.
    private static string UnixDate(
        Random random,
        DateTimeOffset moment,
        out DateTimeOffset modified,
        bool isPlain = false
    )
    {
        var month = moment.ToString(Pick(random, "MMM", "MMM"), English);
        switch (random.Next(isPlain ? 2 : 7))
        {
            case 0:
                modified = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero);
                return $"{month} {moment.Day, 2}  {moment.Year}";
            case 1:
                modified = Minute(Now.AddDays(-random.Next(0, 180)).AddMinutes(-random.Next(1440)));
                var hour = Pick(random, modified.ToString("HH", English), $"{modified.Hour, 2}");
                return $"{modified.ToString("MMM", English)} {modified.Day, 2} {hour}:{modified.Minute:00}";
            case 2:
                modified = Minute(moment);
                return moment.ToString("yyyy-MM-dd HH:mm", English);
            case 3:
                modified = moment;
                return moment.ToString("yyyy-MM-dd HH:mm:ss", English) + ".000000000 +0000";
            case 4:
                modified = Minute(moment);
                return moment.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd HH:mm", English) + " +0530";
            case 5:
                modified = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero);
                return $"{moment.Day, 2} {Months[random.Next(Months.Length)][moment.Month - 1]} {moment.Year, 5}";
            default:
                modified = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero);
                return $"{Months[random.Next(Months.Length)][moment.Month - 1]} {moment.Day, 2}  {moment.Year}";
        }
    }

    private static DateTimeOffset Minute(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    // As glibc's locales abbreviate them.
    private static readonly string[][] Months =
    [
        "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".Split(' '),
        "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".Split(' '),
        "ene feb mar abr may jun jul ago sep oct nov dic".Split(' '),
        "gen feb mar apr mag giu lug ago set ott nov dic".Split(' '),
        "jan fev mar abr mai jun jul ago set out nov dez".Split(' '),
        "jan feb mrt apr mei jun jul aug sep okt nov dec".Split(' '),
        "sty lut mar kwi maj cze lip sie wrz paź lis gru".Split(' '),
        "led úno bře dub kvě čen čec srp zář říj lis pro".Split(' '),
        "янв фев мар апр мая июн июл авг сен окт ноя дек".Split(' '),
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".Split(' '),
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara".Split(' '),
        "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.".Split(' '),
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月".Split(' '),
    ];
}
