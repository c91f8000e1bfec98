using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// Runs definitions in the foreground. Get one from the services that <see cref="WorkflowServices.AddWorkflows"/> registers.
/// </summary>
public sealed class WorkflowRunner
{
    private readonly DefinitionValidator _validator;
    private readonly SessionServices _services;
    private readonly IWorkflowJournal _journal;

    internal WorkflowRunner(IWorkflowJournal journal, DefinitionValidator validator, SessionServices services)
    {
        _journal = journal;
        _validator = validator;
        _services = services;
    }

    /// <summary>
    /// Runs a definition to its end, or until it waits for something other than a clock. Faults of activities do not throw:
    /// they are in
    /// the result, and in the journal as incidents. Cancellation ends the run as Cancelled, after its activities have stopped.
    /// </summary>
    /// <exception cref="UsageException">The definition cannot run, a variable is unknown or unreadable, or another run is in
    /// the way.</exception>
    /// <exception cref="PenstockException">The journal cannot be written.</exception>
    public async Task<RunResult> RunAsync(
        WorkflowDefinition definition,
        RunOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        _validator.EnsureValid(definition);
        var (run, input, memory) = RunPlanner.Plan(definition, options, _services.Engine.Time);
        var strategy =
            definition.Options.ActivationStrategy ?? options.ActivationStrategy ?? ActivationStrategy.AllowAlways;
        var journal = await _journal.OpenAsync(run, definition, strategy, cancellationToken);
        RunResult result;
        await using (
            var session = RunSession.Start(
                _services,
                run,
                definition,
                journal,
                options,
                input,
                memory,
                cancellationToken
            )
        )
            result = await session.RunAsync();
        while (result.SubStatus == WorkflowSubStatus.Suspended && await WaitForClockAsync(run.Id, cancellationToken))
        {
            if (await _journal.ClaimAsync(run.Id, ClaimReason.Resume, CancellationToken.None) is not { } claimed)
                break;
            await using var session = RunSession.Continue(_services, claimed, options, cancellationToken);
            result = Together(result, await session.RunAsync());
        }
        return
            cancellationToken.IsCancellationRequested
            && await _journal.FindAsync(run.Id, CancellationToken.None) is { } now
            ? result with
            {
                Run = now,
            }
            : result;
    }

    /// <summary>Waits until the next bookmark with a time is due and resumes it; false when the run waits for no clock.</summary>
    private async Task<bool> WaitForClockAsync(Guid runId, CancellationToken cancellationToken)
    {
        var next = (await _journal.FindBookmarksAsync(new BookmarkFilter { RunId = runId }, CancellationToken.None))
            .Where(b => b.DueAt is not null)
            .MinBy(b => b.DueAt);
        if (next is null)
            return false;
        var wait = next.DueAt!.Value - _services.Engine.Time.GetUtcNow();
        try
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _services.Engine.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _journal.CancelAsync(runId, CancellationToken.None);
            return false;
        }
        return await _journal.PostAsync(runId, next.Id, "{}", CancellationToken.None);
    }

    private static RunResult Together(RunResult before, RunResult after) =>
        after with
        {
            Incidents = [.. before.Incidents, .. after.Incidents],
            Exceptions = [.. before.Exceptions, .. after.Exceptions],
        };
}
