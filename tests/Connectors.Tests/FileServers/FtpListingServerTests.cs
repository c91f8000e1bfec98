using Penstock.Connectors.FileServers;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>What servers say in their listings, over the wire and back to the file.</summary>
public class FtpListingServerTests
{
    [Theory]
    [InlineData("-rw-r--r--   1 ann      Domain Users  23 Nov 10 17:25 dom.pdf", "dom.pdf")]
    [InlineData(
        "INVOICE.PDF;1            12/15       19-NOV-2024 10:11:12  [SALES,ANN]   (RWED,RWED,RE,)",
        "INVOICE.PDF"
    )]
    [InlineData("03-24-22  09:50AM                   23  lead.pdf", " lead.pdf")]
    [InlineData("- [RWCEAFMS] ann                         23 Nov 19 12:05 n.pdf", "n.pdf")]
    [InlineData("lrwxrwxrwx   1 ann sales 9 Mar  9 10:11 link.pdf -> /data/real.pdf", "link.pdf")]
    [InlineData("-rw-r--r--   1 ann sales 23 Nov 10 17:25 r\u00E4k.pdf", "räk.pdf")]
    [InlineData("-rw-r--r--   1 ann sales 23 Nov 10 17:25 r\u00C3\u00A4k.pdf", "räk.pdf")]
    public async Task A_listed_file_is_read_by_its_bytes(string line, string name)
    {
        var wire = name == "räk.pdf" ? line[(line.LastIndexOf(' ') + 1)..] : name;
        await using var server = new ListingServer([line], new() { [wire] = "content" });

        await CheckAsync(server, name);
    }

    [Fact]
    public async Task Mlsd_that_is_promised_and_absent_is_replaced_by_list()
    {
        await using var server = new ListingServer(
            ["-rw-r--r--   1 ann sales 23 Nov 10 17:25 x.pdf"],
            new() { ["x.pdf"] = "content" }
        )
        {
            Features = ["MLST type*;size*;modify*;"],
        };

        await CheckAsync(server, "x.pdf");
    }

    [Theory]
    [InlineData("type=OS.unix=slink:/data/real.pdf;size=23;modify=20240102030405; link.pdf", "link.pdf")]
    [InlineData("type=file;size=7;modify=20240102030405; /full.pdf", "full.pdf")]
    [InlineData("type=file;modify=20240102030405;  lead; and.pdf", " lead; and.pdf")]
    public async Task Facts_of_every_form_lead_to_the_file(string line, string name)
    {
        await using var server = new ListingServer(["type=cdir; /", line], new() { [name] = "content" })
        {
            Features = ["MLST type*;size*;modify*;"],
            HasFacts = true,
        };

        await CheckAsync(server, name);
    }

    [Fact]
    public async Task A_coarse_time_is_told_and_proves_nothing()
    {
        await using var server = new ListingServer(
            ["-rw-r--r--   1 ann sales 23 Nov 10  2010 x.pdf", "+r,s23,m1000,\ty.pdf"],
            []
        );
        await using var session = Servers.Open(new(server.Address));

        var listed = await session.ListAsync(await session.ResolveAsync(""));

        Assert.Equal([true, false], listed.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => e.IsTimeCoarse));
        Assert.Equal(
            [2010, 1970],
            listed.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => e.ModifiedAt!.Value.Year)
        );
    }

    private static async Task CheckAsync(ListingServer server, string name)
    {
        await using var session = Servers.Open(new(server.Address));
        var listing = await session.ListAsync(await session.ResolveAsync(""));
        Assert.Empty(listing.Failures);
        var entry = Assert.Single(listing);
        Assert.Equal(name, entry.Name);
        await using var content = await session.OpenReadAsync(entry with { Size = null });
        using var reader = new StreamReader(content);
        Assert.Equal("content", await reader.ReadToEndAsync());
    }
}
