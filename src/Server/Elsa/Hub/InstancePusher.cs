using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Server.Elsa.Instances;
using Penstock.Workflows.Instances;

namespace Penstock.Server.Elsa.Hub;

/// <summary>
/// Pushes what happened to the pages that look, for one run at most five times a second. Runs in other processes are noticed by a
/// look at the database once a second, for the runs that somebody looks at alone.
/// </summary>
internal sealed class InstancePusher(
    ObservedInstances observed,
    InstanceFeed feed,
    IHubContext<WorkflowInstanceHub> hub,
    ExecutionQueries executions,
    MetadataStore store,
    TimeProvider time,
    ILogger<InstancePusher> log
) : BackgroundService
{
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private const int LongestWake = 40;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lookedAt = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(stoppingToken);
                if (time.GetElapsedTime(lookedAt) >= LookInterval)
                {
                    lookedAt = time.GetTimestamp();
                    await LookAsync(stoppingToken);
                }
                await PushAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Pages catch up with the next push, and read everything when loaded again.
                log.LogWarning(e, "Pages could not be told what happened to their runs");
                await Task.Delay(LookInterval, time, stoppingToken);
            }
        }
    }

    /// <summary>Until something happened, but no longer than to the next look; then as long as one run must rest.</summary>
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        var isResting = observed.Runs.Any(r => time.GetElapsedTime(r.PushedAt) < ShortestGap);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(isResting ? TimeSpan.FromMilliseconds(LongestWake) : LookInterval);
        try
        {
            await feed.Wake.WaitToReadAsync(limit.Token);
            feed.Wake.TryRead(out _);
            // A commit is often followed by the next at once.
            await Task.Delay(LongestWake, stoppingToken);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Time for a look.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var watched = observed.Runs.ToDictionary(r => r.Id);
        if (watched.Count == 0)
            return;
        await using var command = store.DataSource.CreateCommand(
            "SELECT id, updated_at FROM workflow.run WHERE id = ANY($1)"
        );
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = watched.Keys.ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
            }
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            watched[reader.GetGuid(0)].Seen(reader.GetFieldValue<DateTimeOffset>(1));
        }
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        foreach (var run in observed.Runs)
        {
            if (time.GetElapsedTime(run.PushedAt) < ShortestGap || run.Take() is not { } change)
                continue;
            run.PushedAt = time.GetTimestamp();
            var page = hub.Clients.Group(WorkflowInstanceHub.GroupOf(run.Id));
            // Changes without names were made by another process.
            var nodes = change.Nodes.Count == 0 ? null : change.Nodes.Keys.Where(IsOnCanvas).ToList();
            if (nodes is not { Count: 0 })
            {
                var stats = (await executions.ReportAsync(run.Id, nodes, cancellationToken))
                    .Where(s => IsOnCanvas(s.ActivityNodeId))
                    .Select(s =>
                        ExecutionViews.Stats(
                            change.Nodes.TryGetValue(s.ActivityNodeId, out var counters) && counters.Count > 0
                                ? s with
                                {
                                    Counters = counters,
                                }
                                : s
                        )
                    )
                    .ToList();
                if (stats.Count > 0)
                    await page.SendAsync("ActivityExecutionLogUpdatedAsync", new { stats }, cancellationToken);
            }
            if (!change.IsCommitted)
                continue;
            await page.SendAsync("WorkflowExecutionLogUpdatedAsync", new { }, cancellationToken);
            await page.SendAsync(
                "WorkflowInstanceUpdatedAsync",
                new { workflowInstanceId = run.Id },
                cancellationToken
            );
        }
    }

    // The root has no box; Studio warns in the console about statistics for it.
    private static bool IsOnCanvas(string nodeId) => nodeId.Count(c => c == ':') > 1;
}
