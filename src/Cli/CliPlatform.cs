using Penstock.Cli.Output;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Pipelines;
using Penstock.Sandbox.Servers;
using Penstock.Server;

namespace Penstock.Cli;

/// <summary>
/// The platform as one command uses it: private databases are started when they are not running, and stop when nobody uses them.
/// </summary>
internal sealed class CliPlatform : IAsyncDisposable
{
    private readonly EmbeddedDatabases _databases;

    private CliPlatform(Platform platform, EmbeddedDatabases databases)
    {
        Platform = platform;
        _databases = databases;
    }

    public Platform Platform { get; }

    /// <summary>The folder that the <c>penstock</c> script stands in.</summary>
    public static string Home => Environment.GetEnvironmentVariable("PENSTOCK_HOME") ?? Directory.GetCurrentDirectory();

    public static async Task<CliPlatform> OpenAsync(
        string? configFile,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        var configuration = PenstockConfiguration.Load(FindConfiguration(configFile));
        var databases = new EmbeddedDatabases(configuration);
        try
        {
            return new CliPlatform(
                await Platform.OpenAsync(
                    configuration,
                    databases.ConnectionStringAsync,
                    PenstockServer.Modules,
                    cancellationToken
                ),
                databases
            );
        }
        catch
        {
            await databases.DisposeAsync();
            throw;
        }
    }

    /// <summary>The file that was asked for, or the first that there is.</summary>
    public static string FindConfiguration(string? asked)
    {
        if (asked is not null)
            return asked;
        string?[] places =
        [
            Environment.GetEnvironmentVariable("PENSTOCK_CONFIG"),
            Path.Combine(Directory.GetCurrentDirectory(), "penstock.yml"),
            Path.Combine(Home, "penstock.yml"),
            Path.Combine(Home, ".penstock", "demo", "penstock.yml"),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new UsageException(
                "There is no configuration yet",
                "penstock.yml",
                "penstock demo, which makes one to try things on"
            );
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
