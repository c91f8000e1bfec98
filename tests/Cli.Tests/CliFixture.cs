using System.Text.Json.Nodes;
using Penstock.Core.Processes;
using Penstock.Sandbox.Retail;
using Penstock.Testing;

[assembly: AssemblyFixture(typeof(Penstock.Cli.Tests.CliFixture))]

namespace Penstock.Cli.Tests;

/// <summary>The command line as a process of its own, on a small retail site over which the workflow has run once.</summary>
public sealed class CliFixture : IAsyncLifetime
{
    private const int Rows = 2_000;

    public RetailSite Site { get; private set; } = null!;

    /// <summary>How <c>run customer-is-king --json</c> ended.</summary>
    public CommandLine.Result FirstRun { get; private set; } = null!;

    /// <summary>The id of that run.</summary>
    public string RunId => (string)JsonNode.Parse(FirstRun.Output)!["run"]!["id"]!;

    public async ValueTask InitializeAsync()
    {
        Site = await RetailSite.StartAsync([.. RetailGenerator.Generate(new RetailOptions(Rows))]);
        FirstRun = await RunAsync("run", "customer-is-king", "--json");
    }

    /// <summary>Runs a command with the site's configuration.</summary>
    public Task<CommandLine.Result> RunAsync(params string[] arguments) =>
        RunWithAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command with the site's configuration, some of it overridden by environment variables.</summary>
    public Task<CommandLine.Result> RunWithAsync(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => BareAsync(environment, [.. arguments, "--config", Site.ConfigurationFile]);

    /// <summary>Runs a command just as it is.</summary>
    public static Task<CommandLine.Result> BareAsync(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) =>
        CommandLine.RunAsync(
            "dotnet",
            [Repository.CommandLine, .. arguments],
            environment: environment,
            cancellationToken: TestContext.Current.CancellationToken
        );

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
