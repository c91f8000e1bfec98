using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Penstock.Sandbox;
using Penstock.Sandbox.Retail;

namespace Penstock.Cli;

/// <summary>The sample company on this machine: its sources running, and a configuration that names them.</summary>
internal sealed class SampleSite : IAsyncDisposable
{
    private readonly FileGate _gate;
    private readonly SampleSources _sources;

    private SampleSite(FileGate gate, SampleSources sources, string folder)
    {
        _gate = gate;
        _sources = sources;
        Folder = folder;
    }

    public string Folder { get; }

    public string ConfigurationFile => FileIn(Folder);

    public int FilePort => _sources.Files.Port;

    public int ShopPort => _sources.Shop.Port;

    /// <summary>The configuration of the sample site, once it was started.</summary>
    public static string FileOf(bool small) => FileIn(FolderOf(small));

    public static async Task<SampleSite> StartAsync(bool small, Printer printer, CancellationToken cancellationToken)
    {
        var folder = FolderOf(small);
        Directory.CreateDirectory(folder);
        var gate =
            FileGate.TryEnter(Path.Combine(folder, "sandbox.lock"))
            ?? throw new PenstockException(
                "The sandbox is running already",
                folder,
                "It was left as it is",
                "use the terminal where it runs, or stop it there with Ctrl-C; one that runs with a server stops with penstock server stop"
            );
        try
        {
            var sources = await SampleSources.StartAsync(
                folder,
                small ? 10_000 : RetailPlan.GenuineRows,
                printer.Note,
                cancellationToken
            );
            var site = new SampleSite(gate, sources, folder);
            await File.WriteAllTextAsync(site.ConfigurationFile, site.Configuration(), cancellationToken);
            return site;
        }
        catch
        {
            await gate.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sources.DisposeAsync();
        await _gate.DisposeAsync();
    }

    private static string FolderOf(bool small) =>
        Path.Combine(CliPlatform.Home, ".penstock", small ? "demo-small" : "demo");

    private static string FileIn(string folder) => Path.Combine(folder, "penstock.yml");

    // Written at every start: ports may differ when another program took them meanwhile.
    private string Configuration() =>
        $$"""
            # The sample site of `penstock demo` and `penstock sandbox`; written anew at each start.
            metadata:
              embedded: postgres
            lake:
              store: file:lake
              scratch: scratch
            workflows: {{Path.Combine(CliPlatform.Home, "workflows")}}
            sources:
              procedures:
                url: ftps://127.0.0.1:{{FilePort}}/
                user: {{_sources.Files.User}}
                password: ${file:ftp/password}
                certificateFile: {{_sources.Files.CertificateFile}}
              shop:
                url: mongodb://127.0.0.1:{{ShopPort}}/
                user: {{_sources.Shop.User}}
                password: ${file:mongodb/password}

            """;
}
