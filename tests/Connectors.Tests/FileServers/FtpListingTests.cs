using Penstock.Connectors.FileServers;
using Penstock.Connectors.FileServers.Ftp;

namespace Penstock.Connectors.Tests.FileServers;

public class FtpListingTests
{
    [Theory]
    [InlineData("type=file; ../x")]
    [InlineData("type=file;size=1; a/b")]
    [InlineData("type=cdir; .")]
    [InlineData("type=pdir; ..")]
    [InlineData("type=OS.unix=chr-8/8; null")]
    [InlineData("rubbish")]
    public void A_fact_line_that_is_no_file_of_the_folder_is_left_out(string line) =>
        Assert.Null(FtpListing.ParseFacts(line, "/in"));

    [Fact]
    public void Facts_come_in_any_order_and_case() =>
        Assert.Equal(
            new FileEntry(
                "/in/ a  b.pdf",
                " a  b.pdf",
                12,
                new DateTimeOffset(2011, 12, 9, 12, 50, 7, TimeSpan.Zero),
                false
            ),
            FtpListing.ParseFacts("Modify=20111209125007.123;UNIX.mode=0644;Size=12;Type=file;  a  b.pdf", "/in")
        );

    [Theory]
    [InlineData("-rw-r--r--   1 ftp      ftp       1234567 Dec  9  2011 a b.pdf", "a b.pdf", 1234567L, false)]
    [InlineData("-rw-r--r--   1 1000     1000            0 Nov 21 10:02 x", "x", 0L, false)]
    [InlineData("-rw-r--r--+  1 ftp      ftp             5 2011-12-09 10:02 iso.txt", "iso.txt", 5L, false)]
    [InlineData("drwxr-xr-x   2 ftp      ftp          4096 Dec  9  2011 sub folder", "sub folder", null, true)]
    [InlineData("lrwxrwxrwx   1 ftp      ftp             3 Dec  9  2011 link -> ../secret", "link", null, false)]
    [InlineData("12-09-11  12:50PM               123456 a b.pdf", "a b.pdf", 123456L, false)]
    [InlineData("12-09-2011  12:50       <DIR>          sub", "sub", null, true)]
    public void Both_kinds_of_list_lines_are_read(string line, string name, long? size, bool isDirectory) =>
        Assert.Equal(new FileEntry($"/in/{name}", name, size, null, isDirectory), FtpListing.ParseList(line, "/in"));

    [Theory]
    [InlineData("total 12")]
    [InlineData("-rw-r--r--   1 ftp      ftp             5 Dec  9  2011 ../up")]
    [InlineData("crw-rw-rw-   1 root     root       1,   3 Dec  9  2011 null")]
    public void Other_list_lines_are_left_out(string line) => Assert.Null(FtpListing.ParseList(line, "/in"));

    [Theory]
    [InlineData("229 Entering Extended Passive Mode (|||6446|)", 6446)]
    [InlineData("229 ok (!!!21!)", 21)]
    [InlineData("229 ok (|||99999|)", null)]
    [InlineData("500 what?", null)]
    public void The_port_of_epsv_is_found(string reply, int? port) =>
        Assert.Equal(port, FtpPassive.ParseExtended(new FtpReply(int.Parse(reply[..3]), [reply[4..]])));

    [Theory]
    [InlineData("227 Entering Passive Mode (10,0,0,1,25,46).", 6446)]
    [InlineData("227 Entering Passive Mode 10,0,0,1,0,21", 21)]
    [InlineData("227 Entering Passive Mode (10,0,0,1,256,1)", null)]
    public void The_port_of_pasv_is_found_and_its_host_ignored(string reply, int? port) =>
        Assert.Equal(port, FtpPassive.Parse(new FtpReply(int.Parse(reply[..3]), [reply[4..]])));
}
