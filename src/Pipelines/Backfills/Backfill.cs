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
/// Runs a workflow once for each of several windows of time, given to it as <c>WindowStart</c> and <c>WindowEnd</c>. A window that is done
/// is not run again as long as neither the definition nor the variables change and its run is not retracted; after a failure or a crash the
/// same call goes on where it stopped. A run of the workflow that was asked for otherwise goes first.
/// </summary>
public sealed class Backfill(Platform platform, TimeProvider time)
{
    /// <summary>The names by which a workflow takes its window.</summary>
    public const string Start = "WindowStart", End = "WindowEnd";

    /// <summary>Runs the windows in order and tells of each when it has ended; the first that fails is the last.</summary>
    /// <exception cref="UsageException">The workflow does not take a window.</exception>
    /// <exception cref="PenstockException">A backfill of it is in progress elsewhere.</exception>
    public async IAsyncEnumerable<BackfilledWindow> RunAsync(WorkflowDefinition definition, BackfillOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var known = definition.Inputs.Select(i => i.Name).Concat(definition.Variables.Select(v => v.Name)).ToList();
        foreach (var name in new[] { Start, End })
        {
            if (!known.Contains(name))
                throw new UsageException($"The workflow has no input or variable {name}", definition.DefinitionId, $"declare {Start} and {End} in it, and give them to the activity that reads the source; docs/how-to/backfill.md");
        }
        var fingerprint = Fingerprint(definition, options);
        await using var services = PipelineServices.Build(platform);
        await using var windows = await BackfillWindows.OpenAsync(platform.Metadata, definition.DefinitionId, cancellationToken);
        foreach (var window in options.Windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!options.Again && await windows.IsDoneAsync(window, fingerprint, cancellationToken) && !await IsRetractedAsync(definition, window, cancellationToken))
            {
                yield return new BackfilledWindow(window, "done before", null, TimeSpan.Zero, []);
                continue;
            }
            var result = await RunAsync(services.GetRequiredService<WorkflowRunner>(), definition, window, fingerprint, options, windows, cancellationToken);
            yield return result;
            if (result.What == "failed") yield break;
        }
    }

    private async Task<BackfilledWindow> RunAsync(
        WorkflowRunner runner, WorkflowDefinition definition, TimeWindow window, string fingerprint, BackfillOptions options, BackfillWindows windows, CancellationToken cancellationToken)
    {
        var variables = options.Variables.ToDictionary(v => v.Key, v => (object?)v.Value);
        (variables[Start], variables[End]) = (TimeWindow.Text(window.Start), TimeWindow.Text(window.End));
        while (true)
        {
            var run = new RunOptions
            {
                RunId = Guid.CreateVersion7(time.GetUtcNow()), Variables = variables, TriggeredBy = "backfill", Name = $"{definition.Name} {window}",
                ActivationStrategy = ActivationStrategy.Singleton, Observers = options.Observers,
            };
            await windows.NoteAsync(window, fingerprint, "running", run.RunId.Value);
            var started = time.GetTimestamp();
            try
            {
                var result = await runner.RunAsync(definition, run, cancellationToken);
                var what = result.SubStatus == WorkflowSubStatus.Finished ? "done" : "failed";
                await windows.NoteAsync(window, fingerprint, what, result.RunId);
                return new BackfilledWindow(window, what, result.RunId, time.GetElapsedTime(started), result.Exceptions);
            }
            catch (UsageException)
            {
                // Another run of the workflow is in the way; when none is, it is the definition or a variable.
                if (!await IsRunningAsync(definition, cancellationToken)) throw;
                await Task.Delay(options.Patience, time, cancellationToken);
            }
        }
    }

    private async Task<bool> IsRunningAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        await using var connection = await platform.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM workflow.run WHERE status = 'Running' AND definition_id = @DefinitionId)", new { definition.DefinitionId });
    }

    // Who retracts what a window's run published wants it to be run again.
    private async Task<bool> IsRetractedAsync(WorkflowDefinition definition, TimeWindow window, CancellationToken cancellationToken)
    {
        await using var connection = await platform.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<bool>("""
            SELECT EXISTS (SELECT 1 FROM core.backfill_window w JOIN lake.snapshot s ON s.run_id = w.run_id
                           WHERE w.workflow = @workflow AND w.start_at = @start AND w.end_at = @end AND s.retracted_at IS NOT NULL)
            """, new { workflow = definition.DefinitionId, start = window.Start.UtcDateTime, end = window.End.UtcDateTime });
    }

    private static string Fingerprint(WorkflowDefinition definition, BackfillOptions options) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{definition.Hash}\n{JsonSerializer.Serialize(options.Variables.OrderBy(v => v.Key, StringComparer.Ordinal))}")));
}
