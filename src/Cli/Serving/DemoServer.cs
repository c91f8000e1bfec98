using Penstock.Cli.Output;
using Penstock.Core.Configuration;
using Penstock.Core.Processes;

namespace Penstock.Cli.Serving;

/// <summary>
/// The server that the demo leaves running, with the sample company, so that the workflow can be run from Studio.
/// </summary>
internal static class DemoServer
{
    private const int Port = 7080;

    /// <summary>The one that an earlier demo left running; null when there is none.</summary>
    public static async Task<ServerInfo?> FindAsync(bool small, CancellationToken cancellationToken)
    {
        var file = SampleSite.FileOf(small);
        if (!File.Exists(file))
            return null;
        return
            await new ServerState(PenstockConfiguration.Load(file)).FindAsync(cancellationToken)
                is { HasSamples: true } found
            ? found
            : null;
    }

    /// <summary>Starts it unless it runs, and prints where it is. The caller must have let go of the sample company.</summary>
    public static async Task StartAsync(bool small, Printer printer, CancellationToken cancellationToken)
    {
        var listen = $"http://127.0.0.1:{(FreePort.IsFree(Port) ? Port : FreePort.Next())}";
        string[] arguments = ["--samples", "--listen", listen, .. small ? ["--small"] : Array.Empty<string>()];
        var info = await BackgroundServer.StartAsync(SampleSite.FileOf(small), arguments, cancellationToken);
        Console.Out.WriteLine($"address              {info.Address}");
        printer.Note(
            $"it runs in the background until ./penstock server stop{(small ? $" --config {SampleSite.FileOf(small)}" : "")}"
        );
    }
}
