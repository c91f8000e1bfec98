using System.Globalization;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>The easily parsed LIST format (D. J. Bernstein, cr.yp.to/ftp/list/eplf.html): <c>+facts,tab,name</c>.</summary>
internal sealed class EplfListing : IListingFormat
{
    public bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry)
    {
        entry = null;
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (!line.StartsWith('+') || tab < 0 || tab == line.Length - 1)
            return false;
        var kind = ListedKind.Other;
        long? size = null;
        DateTimeOffset? modified = null;
        foreach (var fact in line[1..tab].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (fact == "/")
                kind = ListedKind.Directory;
            else if (fact == "r")
                kind = ListedKind.File;
            else if (fact[0] is 's' or 'm')
            {
                if (
                    !long.TryParse(fact.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || (fact[0] == 'm' && number > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                )
                    return false;
                if (fact[0] == 's')
                    size = number;
                else
                    modified = DateTimeOffset.FromUnixTimeSeconds(number);
            }
        }
        entry = new ListedEntry(line[(tab + 1)..], kind, kind == ListedKind.File ? size : null, modified)
        {
            IsExact = true,
        };
        return true;
    }
}
