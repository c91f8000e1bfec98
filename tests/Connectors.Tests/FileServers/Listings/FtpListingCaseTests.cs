using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Connectors.FileServers;
using Penstock.Connectors.FileServers.Ftp.Listings;

namespace Penstock.Connectors.Tests.FileServers.Listings;

/// <summary>Lines of listings and what each is (cases.json).</summary>
public class FtpListingCaseTests
{
    private static readonly JsonNode All = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "FileServers/Listings/cases.json"))
    )!;

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (var (i, one) in All["cases"]!.AsArray().Index())
                cases.Add(i, (string)one!["line"]!);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_line_is_read_as_what_it_is(int number, string line)
    {
        var expected = All["cases"]![number]!;
        var now = DateTimeOffset.Parse((string)All["now"]!, CultureInfo.InvariantCulture);
        var lines = line.Split("\r\n").Select(WireText.FromText);

        var listing =
            (string?)expected["format"] == "mlsd"
                ? FtpListing.ReadFacts(lines, "/in")
                : FtpListing.Read(lines, "/in", now);

        if (expected["error"] is not null)
        {
            Assert.Equal([line], listing.NotUnderstood);
            Assert.Empty(listing.Entries);
            return;
        }
        Assert.Empty(listing.NotUnderstood);
        if (expected["entry"] is not { } entry)
        {
            Assert.Empty(listing.Entries);
            return;
        }
        var read = Assert.Single(listing.Entries);
        Assert.Equal((string?)entry["name"], WireText.Show(read.Name));
        Assert.Equal((string?)entry["kind"], read.Kind.ToString().ToLowerInvariant());
        Assert.Equal((long?)entry["size"], read.Size);
        Assert.Equal((string?)entry["target"], read.Target);
        Assert.Equal(
            entry["modified"] is { } time
                ? DateTimeOffset.Parse(
                    (string)time!,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
                )
                : null,
            read.Modified
        );
    }
}
