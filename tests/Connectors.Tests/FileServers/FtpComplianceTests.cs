using Penstock.Connectors.FileServers;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

public sealed class FtpComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder)
    {
        var server = await ProftpdServer.StartAsync(folder["server"], folder["files"]);
        return new ServedFolder(
            new(new Uri($"ftp://127.0.0.1:{server.Port}/")) { User = server.User, Password = server.Password },
            server
        );
    }
}
