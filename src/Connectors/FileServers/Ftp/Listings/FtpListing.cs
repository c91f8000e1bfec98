namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>A listing as the server sent it, read line by line in the format that the line has.</summary>
internal sealed class FtpListing
{
    private static readonly IListingFormat Facts = new FactListing();
    private static readonly IListingFormat[] Formats =
    [
        new UnixListing(),
        new DosListing(),
        new EplfListing(),
        new VmsListing(),
        new Os400Listing(),
        new MvsListing(),
    ];

    private readonly List<ListedEntry> _entries = [];
    private readonly List<string> _notUnderstood = [];

    private FtpListing() { }

    /// <summary>What the lines say, without headings, the folder itself and its parent.</summary>
    public IReadOnlyList<ListedEntry> Entries => _entries;

    /// <summary>Lines that no format fits: each may be a file.</summary>
    public IReadOnlyList<string> NotUnderstood => _notUnderstood;

    /// <summary>Reads the lines of MLSD.</summary>
    /// <param name="lines">One character a byte.</param>
    /// <param name="folder">The folder, as it was asked for: servers may name files with it in front.</param>
    public static FtpListing ReadFacts(IEnumerable<string> lines, string folder)
    {
        var listing = new FtpListing();
        foreach (var line in lines)
            listing.Add(line, folder, [Facts], DateTimeOffset.UnixEpoch);
        return listing;
    }

    /// <summary>Reads the lines of LIST.</summary>
    /// <param name="lines">One character a byte.</param>
    /// <param name="folder">The folder, as it was asked for.</param>
    /// <param name="now">To find the year of dates without one.</param>
    public static FtpListing Read(IEnumerable<string> lines, string folder, DateTimeOffset now)
    {
        var listing = new FtpListing();
        string? half = null;
        foreach (var line in lines)
        {
            if (half is not null && line.StartsWith(' '))
            {
                listing.Add($"{half} {line}", folder, Formats, now);
                half = null;
                continue;
            }
            if (half is not null)
                listing.Add(half, folder, Formats, now);
            half = VmsListing.IsFirstHalf(line) ? line : null;
            if (half is null)
                listing.Add(line, folder, Formats, now);
        }
        if (half is not null)
            listing.Add(half, folder, Formats, now);
        listing.KeepLatestVersions();
        return listing;
    }

    private void Add(string line, string folder, IReadOnlyList<IListingFormat> formats, DateTimeOffset now)
    {
        if (line.Trim(' ').Length == 0)
            return;
        foreach (var format in formats)
        {
            if (!format.TryRead(line, now, out var entry))
                continue;
            if (entry is null)
                return;
            var name = NameIn(folder, entry);
            if (name is null)
                break;
            if (name is not ("." or ".."))
                _entries.Add(entry with { Name = name });
            return;
        }
        _notUnderstood.Add(line);
    }

    // Some servers write the folder before the name, and a slash behind that of a folder. A name with another slash in it
    // would be
    // somewhere else than in the folder that was listed.
    private static string? NameIn(string folder, ListedEntry entry)
    {
        var name = entry.Name;
        if (entry.Kind is ListedKind.Directory or ListedKind.Link && name.Length > 1)
            name = name.TrimEnd('/');
        var before = folder.TrimEnd('/') + "/";
        if (name.StartsWith(before, StringComparison.Ordinal))
            name = name[before.Length..];
        else if (name.StartsWith("./", StringComparison.Ordinal))
            name = name[2..];
        return name.Length == 0 || name.Contains('/', StringComparison.Ordinal) ? null : name;
    }

    private void KeepLatestVersions()
    {
        var highest = _entries
            .Where(e => e.Version > 0)
            .GroupBy(e => (e.Name, e.Kind))
            .ToDictionary(g => g.Key, g => g.Max(e => e.Version));
        _entries.RemoveAll(e => e.Version > 0 && e.Version < highest[(e.Name, e.Kind)]);
    }
}
