using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Scheduling;
using Penstock.Workflows.Triggers;

namespace Penstock.Workflows.Hosting;

/// <summary>
/// What a server does besides answering: goes on with runs of dead processes, begins runs that wait, resumes those whose time
/// has come,
/// fires triggers. Failures are logged and the next round tries again.
/// </summary>
internal sealed class WorkflowHost(
    IServiceProvider services,
    RunQueueOptions options,
    TimeProvider time,
    ILogger<WorkflowHost> log
) : BackgroundService
{
    private static readonly TimeSpan SlowRound = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<WorkflowActivities>().RefreshAsync(cancellationToken);
        await services.GetRequiredService<TriggerClock>().StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        var nextSlow = DateTimeOffset.MinValue;
        try
        {
            do
            {
                await TryAsync(
                    "due bookmarks",
                    () => services.GetRequiredService<DueBookmarks>().ResumeAsync(stoppingToken)
                );
                services.GetRequiredService<RunQueue>().Kick();
                if (time.GetUtcNow() < nextSlow)
                    continue;
                nextSlow = time.GetUtcNow() + SlowRound;
                await TryAsync(
                    "recovery",
                    () => services.GetRequiredService<WorkflowRuntime>().RecoverAsync(stoppingToken)
                );
                await TryAsync("children", () => services.GetRequiredService<ChildSweep>().RunAsync(stoppingToken));
                await TryAsync("schedule", () => services.GetRequiredService<TriggerClock>().SyncAsync(stoppingToken));
                foreach (var watch in services.GetServices<ITriggerWatch>())
                    await TryAsync(watch.GetType().Name, () => watch.LookAsync(stoppingToken));
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "The round of {What} failed; the next one tries again", what);
        }
    }
}
