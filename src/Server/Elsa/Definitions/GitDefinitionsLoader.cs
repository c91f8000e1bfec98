using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Pipelines;
using Penstock.Workflows.Definitions.Git;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>
/// Loads the workflows folder before the server listens. A file that cannot be loaded is logged; the server starts all the
/// same.
/// </summary>
internal sealed class GitDefinitionsLoader(
    Platform platform,
    GitDefinitions definitions,
    ILogger<GitDefinitionsLoader> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var load = await definitions.LoadAsync(platform.GitFolder(), platform.GitMode(), cancellationToken);
        foreach (var info in load.Loaded)
            log.LogInformation(
                "Loaded workflow {Definition} version {Version} from the workflows folder",
                info.DefinitionId,
                info.Version
            );
        foreach (var error in load.Refused)
            log.LogWarning("{Message}", error.Message);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
