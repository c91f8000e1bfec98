using Penstock.Connectors.FileServers;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>An old server: no MLSD, so names come from LIST and facts from SIZE and MDTM.</summary>
public sealed class FtpWithoutFactsComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder)
    {
        var server = await ProftpdServer.StartAsync(
            folder["server"],
            folder["files"],
            new ProftpdOptions { HasFacts = false }
        );
        return new ServedFolder(
            new(new Uri($"ftp://127.0.0.1:{server.Port}/")) { User = server.User, Password = server.Password },
            server
        );
    }
}
