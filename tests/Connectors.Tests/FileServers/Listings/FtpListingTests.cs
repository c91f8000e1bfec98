using Penstock.Connectors.FileServers;
using Penstock.Connectors.FileServers.Ftp.Listings;

namespace Penstock.Connectors.Tests.FileServers.Listings;

public class FtpListingTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("type=file; ../x")]
    [InlineData("type=file;size=1; a/b")]
    [InlineData("type=file;size=1; /elsewhere/x")]
    [InlineData("type=file;size=-1; x")]
    [InlineData("type=file;modify=20241301000000; x")]
    [InlineData("type=file;modify=yesterday; x")]
    [InlineData("type=folder; x")]
    [InlineData("type=OS.unix=hologram; x")]
    [InlineData("type=file;")]
    [InlineData("rubbish")]
    public void A_fact_line_that_cannot_be_understood_is_named(string line)
    {
        var listing = FtpListing.ReadFacts([line], "/in");

        Assert.Equal([line], listing.NotUnderstood);
        Assert.Empty(listing.Entries);
    }

    [Theory]
    [InlineData("type=cdir; .")]
    [InlineData("Type=pdir;modify=20240102030405; ..")]
    [InlineData("type=pdir; /")]
    [InlineData("type=cdir;sizd=4096; /in")]
    public void The_folder_and_its_parent_are_left_out(string line)
    {
        var listing = FtpListing.ReadFacts([line], "/in");

        Assert.Empty(listing.Entries);
        Assert.Empty(listing.NotUnderstood);
    }

    [Theory]
    [InlineData("type=file;size=1; /in/x.pdf", "x.pdf", "File")]
    [InlineData("Modify=20111209125007;UNIX.mode=0644;Size=12;Type=file;  a  b.pdf", " a  b.pdf", "File")]
    [InlineData("type=OS.unix=slink;size=1; l", "l", "Link")]
    [InlineData("type=OS.UNIX=SLINK:/x; l", "l", "Link")]
    [InlineData("type=OS.unix=symlink:/x y; l", "l", "Link")]
    [InlineData("type=OS.unix=chr-8/8; null", "null", "Other")]
    [InlineData("type=OS.unix=fifo; pipe", "pipe", "Other")]
    [InlineData("type=dir; d/", "d", "Directory")]
    [InlineData("size=5; without-type", "without-type", "File")]
    [InlineData("type=file;unique=8U1; trailing ", "trailing ", "File")]
    public void Facts_are_read(string line, string name, string kind)
    {
        var read = Assert.Single(FtpListing.ReadFacts([line], "/in").Entries);

        Assert.Equal((name, kind), (read.Name, read.Kind.ToString()));
    }

    [Theory]
    [InlineData("-rw-r--r--   1 ftp      ftp       1234567 Dec  9  2011 a b.pdf", "a b.pdf", 1234567L, "2011-12-09")]
    [InlineData("-rw-r--r--   1 ann      Domain Users  23 Nov 10 17:25 dom.pdf", "dom.pdf", 23L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r--   1 CORP\\ann Domain Users of All 23 Nov 10 17:25 d", "d", 23L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r--. 1 0 0 5 Feb 29 10:00 selinux", "selinux", 5L, "2024-02-29T10:00")]
    [InlineData("-rw-r--r--@ 1 ann staff 5 Dec  1 23:59 mac", "mac", 5L, "2026-12-01T23:59")]
    [InlineData("-rw-r--r--   1 ann sales 23 Dec  3 00:00 future", "future", 23L, "2025-12-03T00:00")]
    [InlineData("-rw-r--r--   1 ann sales Nov 10 17:25 nosize", "nosize", null, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 4.0K Nov 10 17:25 human", "human", null, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 1,234,567 Nov 10 17:25 commas", "commas", 1234567L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 2011-12-09  old", "old", 5L, "2011-12-09")]
    [InlineData("-rw-r--r-- 1 ann sales 5 2011-12-09 10:02:03.5 +0130 iso", "iso", 5L, "2011-12-09T08:32:03.5")]
    [InlineData("-rw-r--r-- 1 ann sales 5 Sep 10 2010 12:00 minutes", "12:00 minutes", 5L, "2010-09-10")]
    [InlineData("-rw-r--r-- 1 ann sales 5 10 Nov 17:25 uk", "uk", 5L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 10 Nov  2020 uk", "uk", 5L, "2020-11-10")]
    [InlineData("-rw-r--r-- 1 ann sales 5 Mär 10 17:25 de", "de", 5L, "2026-03-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 10 août 17:25 fr", "fr", 5L, "2026-08-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 10 gru 17:25 pl", "pl", 5L, "2025-12-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 ноя 10 17:25 ru", "ru", 5L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 nov. 10 17:25 hu", "hu", 5L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 11月 10日 17:25 ja", "ja", 5L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 2020年11月10日 ja", "ja", 5L, "2020-11-10")]
    [InlineData("-rw-r--r-- 1 ann sales 5 11월 10  2020 ko", "ko", 5L, "2020-11-10")]
    [InlineData(
        "-------r--         326  1391972  1392298 Nov 22  1995 MegaPhone.sit",
        "MegaPhone.sit",
        1392298L,
        "1995-11-22"
    )]
    [InlineData("-rw-r--r-- 1 ann sales 5 Nov 10 17:25 trailing ", "trailing ", 5L, "2026-11-10T17:25")]
    [InlineData("-rw-r--r-- 1 ann sales 5 Nov 10 17:25 7 Nov 10 17:25 x", "7 Nov 10 17:25 x", 5L, "2026-11-10T17:25")]
    [InlineData("-[RWCEAFMS] ann 23 Nov 19 12:05 n.pdf", "n.pdf", 23L, "2026-11-19T12:05")]
    [InlineData("12-09-11  12:50PM               123456 a b.pdf", "a b.pdf", 123456L, "2011-12-09T12:50")]
    [InlineData("12-09-98  12:05AM                    0 empty", "empty", 0L, "1998-12-09T00:05")]
    [InlineData("24-03-2022  09:50                   23 day.pdf", "day.pdf", 23L, "2022-03-24T09:50")]
    [InlineData("24.03.2022  09:50            1.234.567 dots.pdf", "dots.pdf", 1234567L, "2022-03-24T09:50")]
    [InlineData("03/24/22  9:50 PM                   23 slash.pdf", "slash.pdf", 23L, "2022-03-24T21:50")]
    [InlineData("+r,s5,m0,\tx y", "x y", 5L, "1970-01-01")]
    [InlineData("NAME.TXT;2  %RMS-E-PRV, insufficient privilege or file protection violation", "NAME.TXT", null, null)]
    [InlineData("QSYS           *MEM       A.MBR", "A.MBR", null, null)]
    [InlineData("WPTA01 3290   2004/03/04  1    3  FB     128  6144  PS  IN.RPT", "IN.RPT", null, null)]
    [InlineData(
        "MEMBER1   01.05 2010/01/02 2011/12/09 10:02   12    12     0 ANN",
        "MEMBER1",
        null,
        "2011-12-09T10:02"
    )]
    public void A_file_is_read_from_the_formats_of_servers(string line, string name, long? size, string? modified)
    {
        var listing = FtpListing.Read([WireText.FromText(line)], "/in", Now);

        Assert.Empty(listing.NotUnderstood);
        var read = Assert.Single(listing.Entries);
        Assert.Equal((name, ListedKind.File, size), (WireText.Show(read.Name), read.Kind, read.Size));
        Assert.Equal(
            modified is null
                ? null
                : DateTimeOffset.Parse(
                    modified,
                    System.Globalization.CultureInfo.InvariantCulture,
                    System.Globalization.DateTimeStyles.AssumeUniversal
                ),
            read.Modified
        );
    }

    [Theory]
    [InlineData("-rw-r--r--   1 ann sales 23 Foo 10 17:25 x.pdf")]
    [InlineData("-rw-r--r--   1 ann sales 23 Nov 31 17:25 x.pdf")]
    [InlineData("-rw-r--r--   1 ann sales 23 Nov 10 27:25 x.pdf")]
    [InlineData("-rw-r--r--   1 ann sales 99999999999999999999 Nov 10 17:25 x.pdf")]
    [InlineData("-rw-r--r--   1 ann sales -5 Nov 10 17:25 x.pdf")]
    [InlineData("-rw-r--r--   1 ann sales 5 Nov 10 17:25 ../up")]
    [InlineData("-rw-r--r--   1 ann sales 5 Nov 10 17:25 sub/x")]
    [InlineData("13-13-22  09:50AM                   23 x.pdf")]
    [InlineData("03-24-22  13:50AM                   23 x.pdf")]
    [InlineData("+r,sx,\tx.pdf")]
    [InlineData("A.TXT;1   1   31-FOO-2024 10:11")]
    [InlineData("just some words")]
    [InlineData("x.pdf")]
    public void A_line_that_no_format_fits_is_named(string line)
    {
        var listing = FtpListing.Read([line], "/in", Now);

        Assert.Equal([line], listing.NotUnderstood);
        Assert.Empty(listing.Entries);
    }

    [Theory]
    [InlineData("total 12")]
    [InlineData("insgesamt 4,0K")]
    [InlineData("总用量 48")]
    [InlineData("Directory SYS$SYSDEVICE:[ANON]")]
    [InlineData("Total of 3 files, 27/30 blocks.")]
    [InlineData("Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname")]
    [InlineData(" Name     VV.MM   Created       Changed      Size  Init   Mod   Id")]
    [InlineData("   ")]
    [InlineData("drwxr-xr-x   7 ann sales 512 Sep 27  2011 ..")]
    [InlineData("03-24-22  09:50AM       <DIR>          .")]
    public void Headings_and_totals_are_left_out(string line)
    {
        var listing = FtpListing.Read([WireText.FromText(line)], "/in", Now);

        Assert.Empty(listing.Entries);
        Assert.Empty(listing.NotUnderstood);
    }

    [Fact]
    public void Of_several_versions_the_highest_is_the_file()
    {
        string[] lines =
        [
            "A.TXT;11                    1       19-NOV-2024 21:41  [SALES,ANN]   (RWED,RWED,RE,)",
            "A.TXT;9                     1       18-NOV-2024 21:41  [SALES,ANN]   (RWED,RWED,RE,)",
            "A_RATHER_LONG_NAME.TXT;1",
            "                            1       17-NOV-2024 21:41  [SALES,ANN]   (RWED,RWED,RE,)",
            "B.TXT;1",
        ];

        var listing = FtpListing.Read(lines, "/in", Now);

        Assert.Empty(listing.NotUnderstood);
        Assert.Equal(["A.TXT", "A_RATHER_LONG_NAME.TXT", "B.TXT"], listing.Entries.Select(e => e.Name));
        Assert.Equal([19, 17, null], listing.Entries.Select(e => e.Modified?.Day));
    }

    [Fact]
    public void A_name_keeps_bytes_that_are_no_utf_8()
    {
        var read = Assert.Single(
            FtpListing.Read(["-rw-r--r--   1 ann sales 5 Nov 10 17:25 r\u00E4k.pdf"], "/in", Now).Entries
        );

        Assert.Equal("r\u00E4k.pdf", read.Name);
        Assert.Equal("räk.pdf", WireText.Show(read.Name));
        Assert.Equal("r%E4k.pdf", WireText.ToUri(read.Name));
    }
}
