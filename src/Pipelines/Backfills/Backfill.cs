using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Pipelines.Backfills;

/// <summary>
/// Runs a workflow once for each of several windows of time, given to it as <c>WindowStart</c> and <c>WindowEnd</c>. A window
/// that is done
/// is not run again as long as neither the definition nor the variables change and its run is not retracted; after a failure or
/// a crash the
/// same call goes on where it stopped. A run of the workflow that was asked for otherwise goes first.
/// </summary>
public sealed class Backfill(Platform platform, TimeProvider time)
{
    /// <summary>The names by which a workflow takes its window.</summary>
    public const string Start = "WindowStart",
        End = "WindowEnd";

    /// <summary>
    /// Begins the windows in order and tells of each when it has ended; after the first that fails none begins.
    /// </summary>
    /// <exception cref="UsageException">The workflow does not take a window.</exception>
    /// <exception cref="PenstockException">A backfill of it is in progress elsewhere.</exception>
    public async IAsyncEnumerable<BackfilledWindow> RunAsync(
        WorkflowDefinition definition,
        BackfillOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var known = definition.Inputs.Select(i => i.Name).Concat(definition.Variables.Select(v => v.Name)).ToList();
        foreach (var name in new[] { Start, End })
        {
            if (!known.Contains(name))
                throw new UsageException(
                    $"The workflow has no input or variable {name}",
                    definition.DefinitionId,
                    $"declare {Start} and {End} in it, and give them to the activity that reads the source; docs/how-to/backfill.md"
                );
        }
        if (options.Parallel is < 1 or > 16)
            throw new UsageException(
                "The number of windows at the same time is out of range (1 to 16)",
                $"{options.Parallel}",
                "give --parallel another number"
            );
        if (
            options.Parallel > 1
            && definition.Options.ActivationStrategy is not (null or ActivationStrategy.AllowAlways)
        )
            throw new UsageException(
                "The workflow allows one run at a time, so its windows cannot be read beside each other",
                definition.DefinitionId,
                "leave --parallel away, or take the activation strategy out of the workflow's settings"
            );
        await using var windows = await BackfillWindows.OpenAsync(
            platform.Metadata,
            definition.DefinitionId,
            cancellationToken
        );
        await using var services = new ServiceCollection()
            .AddSingleton<StepGate>()
            .AddPipelines(platform)
            .BuildServiceProvider();
        var waiting = new Queue<TimeWindow>(options.Windows);
        List<Task<BackfilledWindow>> running = [];
        try
        {
            for (var hasFailed = false; (waiting.Count > 0 && !hasFailed) || running.Count > 0; )
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!hasFailed && running.Count < options.Parallel && waiting.TryDequeue(out var window))
                {
                    if (await IsDoneAsync(definition, window, options, windows, cancellationToken))
                        yield return new BackfilledWindow(window, "done before", null, TimeSpan.Zero, []);
                    else
                        running.Add(
                            RunAsync(
                                services.GetRequiredService<WorkflowRunner>(),
                                definition,
                                window,
                                options,
                                windows,
                                cancellationToken
                            )
                        );
                    continue;
                }
                var ended = await Task.WhenAny(running);
                running.Remove(ended);
                var result = await ended;
                hasFailed |= result.What == "failed";
                yield return result;
            }
        }
        finally
        {
            // Nothing works on when the caller has left.
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsDoneAsync(
        WorkflowDefinition definition,
        TimeWindow window,
        BackfillOptions options,
        BackfillWindows windows,
        CancellationToken cancellationToken
    ) =>
        !options.Again
        && await windows.IsDoneAsync(window, Fingerprint(definition, options), cancellationToken)
        && !await IsRetractedAsync(definition, window, cancellationToken);

    private async Task<BackfilledWindow> RunAsync(
        WorkflowRunner runner,
        WorkflowDefinition definition,
        TimeWindow window,
        BackfillOptions options,
        BackfillWindows windows,
        CancellationToken cancellationToken
    )
    {
        var (variables, fingerprint) = (
            options.Variables.ToDictionary(v => v.Key, v => (object?)v.Value),
            Fingerprint(definition, options)
        );
        (variables[Start], variables[End]) = (TimeWindow.Text(window.Start), TimeWindow.Text(window.End));
        while (true)
        {
            // Windows run beside each other, but do not begin beside another run.
            while (options.Parallel > 1 && await IsRunningAsync(definition, "backfill", cancellationToken))
                await Task.Delay(options.Patience, time, cancellationToken);
            var run = new RunOptions
            {
                RunId = Guid.CreateVersion7(time.GetUtcNow()),
                Variables = variables,
                TriggeredBy = "backfill",
                Name = $"{definition.Name} {window}",
                ActivationStrategy =
                    options.Parallel == 1 ? ActivationStrategy.Singleton : ActivationStrategy.AllowAlways,
                Observers = options.Observers,
            };
            await windows.NoteAsync(window, fingerprint, "running", run.RunId.Value);
            var started = time.GetTimestamp();
            try
            {
                var result = await runner.RunAsync(definition, run, cancellationToken);
                var what = result.SubStatus == WorkflowSubStatus.Finished ? "done" : "failed";
                await windows.NoteAsync(window, fingerprint, what, result.RunId);
                return new BackfilledWindow(
                    window,
                    what,
                    result.RunId,
                    time.GetElapsedTime(started),
                    result.Exceptions
                );
            }
            catch (UsageException)
            {
                // Another run of the workflow is in the way; when none is, it is the definition or a variable.
                if (!await IsRunningAsync(definition, null, cancellationToken))
                    throw;
                await Task.Delay(options.Patience, time, cancellationToken);
            }
        }
    }

    private async Task<bool> IsRunningAsync(
        WorkflowDefinition definition,
        string? besides,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await platform.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM workflow.run WHERE status = 'Running' AND definition_id = @DefinitionId AND triggered_by IS DISTINCT FROM @besides)",
            new { definition.DefinitionId, besides }
        );
    }

    // Who retracts what a window's run published wants it to be run again.
    private async Task<bool> IsRetractedAsync(
        WorkflowDefinition definition,
        TimeWindow window,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await platform.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM core.backfill_window w JOIN lake.snapshot s ON s.run_id = w.run_id
                           WHERE w.workflow = @workflow AND w.start_at = @start AND w.end_at = @end AND s.retracted_at IS NOT NULL)
            """,
            new
            {
                workflow = definition.DefinitionId,
                start = window.Start.UtcDateTime,
                end = window.End.UtcDateTime,
            }
        );
    }

    private static string Fingerprint(WorkflowDefinition definition, BackfillOptions options) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    $"{definition.Hash}\n{JsonSerializer.Serialize(options.Variables.OrderBy(v => v.Key, StringComparer.Ordinal))}"
                )
            )
        );
}
