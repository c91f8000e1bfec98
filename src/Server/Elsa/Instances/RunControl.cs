using System.Globalization;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Starts runs, stops them and tries them again for callers of the server; each is noted in the audit trail.</summary>
internal sealed class RunControl(
    IDefinitionLookup definitions,
    WorkflowRuntime runtime,
    IWorkflowJournal journal,
    ICurrentUser user,
    AuditTrail audit,
    StartWait wait
)
{
    /// <summary>
    /// The version that the caller means; null when there is none. Who may not write definitions runs what is published,
    /// whatever is asked for.
    /// </summary>
    public async Task<StoredDefinition?> FindAsync(
        string definitionId,
        string? versionOptions,
        CancellationToken cancellationToken
    )
    {
        var versions = versionOptions is { Length: > 0 }
            ? VersionOptions.Parse(versionOptions)
            : VersionOptions.Published;
        var found = await definitions.FindAsync(definitionId, versions, cancellationToken);
        return found is null || found.Info.IsPublished || user.Has(Permissions.WriteDefinitions)
            ? found
            : await definitions.FindAsync(definitionId, VersionOptions.Published, cancellationToken);
    }

    /// <summary>Starts a run in the background.</summary>
    /// <exception cref="UsageException">It cannot be started; the message says why.</exception>
    public async Task<RunHandle> StartAsync(
        StoredDefinition definition,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        // A run that is there keeps its state, whoever asks for its id again.
        if (options.RunId is { } asked && await journal.FindAsync(asked, cancellationToken) is { } there)
            throw new UsageException(
                $"There is a run of that id already ({there.DefinitionId}, {there.SubStatus})",
                asked.ToString(),
                "leave instanceId out, or give one that no run has"
            );
        var handle = await runtime.StartAsync(
            definition.Definition,
            options with
            {
                TriggeredBy = options.TriggeredBy ?? user.Name,
            },
            cancellationToken
        );
        await audit.RecordAsync(
            "workflow-run.started",
            handle.RunId.ToString(),
            after: new { definition.Info.DefinitionId, definition.Info.Version },
            cancellationToken: CancellationToken.None
        );
        return handle;
    }

    /// <summary>Cancels a run; false when it has ended or is unknown.</summary>
    public async Task<bool> CancelAsync(Guid run, CancellationToken cancellationToken)
    {
        if (!await runtime.CancelAsync(run, cancellationToken))
            return false;
        await audit.RecordAsync("workflow-run.cancelled", run.ToString(), cancellationToken: cancellationToken);
        return true;
    }

    /// <summary>Cancels runs and counts those that had not ended.</summary>
    public async Task<int> CancelAsync(IReadOnlyList<Guid> runs, CancellationToken cancellationToken)
    {
        var cancelled = 0;
        foreach (var run in runs)
            if (await CancelAsync(run, cancellationToken))
                cancelled++;
        return cancelled;
    }

    /// <summary>
    /// Tries faulted activities again: those named, or all when none are. Null when there is nothing to try again.
    /// </summary>
    public async Task<RunHandle?> RetryAsync(
        Guid run,
        IReadOnlyList<string> activities,
        CancellationToken cancellationToken
    )
    {
        if (
            await runtime.RetryAsync(run, activities.Count == 0 ? null : activities, cancellationToken)
            is not { } handle
        )
            return null;
        await audit.RecordAsync(
            "workflow-run.retried",
            run.ToString(),
            after: new { activities },
            cancellationToken: cancellationToken
        );
        return handle;
    }

    /// <summary>
    /// As <see cref="WaitAsync"/>, for callers that say how long they want to wait; the others have their answer at once.
    /// </summary>
    public Task WaitIfWantedAsync(HttpContext context, RunHandle handle) =>
        context.Request.Headers.ContainsKey("Prefer") ? WaitAsync(context, handle) : Task.CompletedTask;

    /// <summary>Waits until the run waits or has ended, but not long. The end of the request is not the end of the run.</summary>
    public async Task WaitAsync(HttpContext context, RunHandle handle)
    {
        var time =
            context
                .Request.Headers["Prefer"]
                .SelectMany(p => p!.Split(','))
                .Select(p => p.Trim())
                .FirstOrDefault(p => p.StartsWith("wait=", StringComparison.OrdinalIgnoreCase))
                is { } text
            && int.TryParse(
                text.AsSpan("wait=".Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
                ? TimeSpan.FromSeconds(Math.Min(seconds, StartWait.Longest.TotalSeconds))
                : wait.Default;
        await ((Task)handle.Burst)
            .WaitAsync(time, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
