using Penstock.Connectors.FileServers.Ftp;

namespace Penstock.Connectors.Tests.FileServers;

public class FtpPassiveTests
{
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
