using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// Starts, resumes, cancels and retries runs in this process, in the background; what it promised survives the process. Get it
/// from the
/// services that <see cref="WorkflowServices.AddWorkflows"/> registers. Disposal interrupts the runs here; they go on elsewhere
/// or later.
/// </summary>
public sealed class WorkflowRuntime : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, RunSession> _live = [];
    private readonly ConcurrentDictionary<Guid, Task<RunResult?>> _bursts = [];
    private readonly IWorkflowJournal _journal;
    private readonly DefinitionValidator _validator;
    private readonly SessionServices _services;
    private volatile bool _isStopping;

    internal WorkflowRuntime(IWorkflowJournal journal, DefinitionValidator validator, SessionServices services)
    {
        _journal = journal;
        _validator = validator;
        _services = services;
    }

    /// <summary>How many runs go on in this process.</summary>
    public int LiveCount => _live.Count;

    /// <summary>
    /// Begins a run in the background. When this returns the run is in the journal and will go on whatever happens to the
    /// process. What is
    /// wrong with a single activity (an unknown type, an expression that cannot be evaluated, a missing input) faults the run
    /// when it gets there.
    /// </summary>
    /// <exception cref="UsageException">The definition cannot begin, a variable is unknown or unreadable, or another run is in
    /// the way.</exception>
    public async Task<RunHandle> StartAsync(
        WorkflowDefinition definition,
        RunOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        EnsureUp();
        options = (options ?? new()) with { Recovery = RecoveryPolicy.Resume };
        _validator.EnsureStartable(definition);
        var (run, input, memory) = RunPlanner.Plan(definition, options, _services.Engine.Time);
        var strategy =
            definition.Options.ActivationStrategy ?? options.ActivationStrategy ?? ActivationStrategy.AllowAlways;
        var journal = await _journal.OpenAsync(run, definition, strategy, cancellationToken);
        var session = RunSession.Start(
            _services,
            run,
            definition,
            journal,
            options,
            input,
            memory,
            CancellationToken.None
        );
        try
        {
            await session.CommitAsync();
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
        return new RunHandle(run.Id, Launch(session)!);
    }

    /// <summary>Queues runs; whichever process has room begins them. They are in the journal when this returns.</summary>
    public async Task<IReadOnlyList<Guid>> EnqueueAsync(
        WorkflowDefinition definition,
        IReadOnlyList<RunOptions> options,
        CancellationToken cancellationToken = default
    )
    {
        _validator.EnsureStartable(definition);
        var queued = options.Select(o => RunPlanner.Queue(definition, o, _services.Engine.Time)).ToList();
        await _journal.EnqueueAsync(queued, cancellationToken);
        return [.. queued.Select(q => q.Run.Id)];
    }

    /// <summary>Takes runs from the queue while fewer than so many go on here; returns how many it began.</summary>
    public async Task<int> BeginQueuedAsync(int maxLive, CancellationToken cancellationToken = default)
    {
        var room = maxLive - _live.Count;
        if (room <= 0 || _isStopping)
            return 0;
        var begun = 0;
        foreach (var id in await _journal.FindClaimableAsync(ClaimReason.Begin, room, cancellationToken))
        {
            if (await ContinueAsync(id, ClaimReason.Begin, null, cancellationToken) is not null)
                begun++;
        }
        return begun;
    }

    /// <summary>Begins one run of the queue; null when it is no longer there or another process has it.</summary>
    public Task<RunHandle?> BeginAsync(Guid runId, CancellationToken cancellationToken = default) =>
        ContinueAsync(runId, ClaimReason.Begin, null, cancellationToken);

    /// <summary>Goes on with runs whose process is gone or stopped; returns how many.</summary>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken = default)
    {
        var recovered = 0;
        foreach (var id in await _journal.FindClaimableAsync(ClaimReason.Recover, 1_000, cancellationToken))
        {
            if (_isStopping)
                break;
            if (await ContinueAsync(id, ClaimReason.Recover, null, cancellationToken) is not null)
                recovered++;
        }
        foreach (var id in await _journal.FindClaimableAsync(ClaimReason.Resume, 1_000, cancellationToken))
        {
            // A message came, and its sender was gone before it could go on with the run.
            if (_isStopping)
                break;
            if (await ContinueAsync(id, ClaimReason.Resume, null, cancellationToken) is not null)
                recovered++;
        }
        return recovered;
    }

    /// <summary>
    /// Resumes a bookmark; the message is in the journal when this returns, so it is not lost whatever happens.
    /// </summary>
    /// <returns>The burst that it led to in this process; null when the bookmark is no longer there or another process has the
    /// run.</returns>
    public async Task<RunHandle?> ResumeAsync(
        Guid runId,
        Guid bookmarkId,
        IReadOnlyDictionary<string, object?>? input = null,
        CancellationToken cancellationToken = default
    )
    {
        var json = StateJson.Object(input ?? new Dictionary<string, object?>());
        if (!await _journal.PostAsync(runId, bookmarkId, json.ToJsonString(), cancellationToken))
            return null;
        return await PumpAsync(runId, cancellationToken);
    }

    /// <summary>Resumes all bookmarks that fit; returns the runs.</summary>
    public async Task<IReadOnlyList<RunHandle>> ResumeAsync(
        BookmarkFilter filter,
        IReadOnlyDictionary<string, object?>? input = null,
        CancellationToken cancellationToken = default
    )
    {
        var handles = new List<RunHandle>();
        foreach (var bookmark in await _journal.FindBookmarksAsync(filter, cancellationToken))
        {
            if (await ResumeAsync(bookmark.RunId, bookmark.Id, input, cancellationToken) is { } handle)
                handles.Add(handle);
        }
        return handles;
    }

    /// <summary>Cancels a run wherever it is; false when there is none or it has ended.</summary>
    public async Task<bool> CancelAsync(Guid runId, CancellationToken cancellationToken = default)
    {
        if (_live.TryGetValue(runId, out var session))
        {
            session.Cancel();
            if (_bursts.TryGetValue(runId, out var burst))
                await ((Task)burst).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }
        var parent = (await _journal.FindAsync(runId, cancellationToken))?.ParentRunId;
        var cancelled = await _journal.CancelAsync(runId, cancellationToken);
        if (cancelled && parent is { } id)
            await PumpAsync(id, cancellationToken);
        return cancelled;
    }

    /// <summary>Tries faulted activities again.</summary>
    /// <param name="runId">The run: faulted, or suspended with incidents.</param>
    /// <param name="activityIds">Which activities; null for all that are faulted.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>The burst; null when the run has nothing to try again, or another process has it.</returns>
    public Task<RunHandle?> RetryAsync(
        Guid runId,
        IReadOnlyCollection<string>? activityIds = null,
        CancellationToken cancellationToken = default
    ) => ContinueAsync(runId, ClaimReason.Retry, session => session.Retry(activityIds), cancellationToken);

    /// <summary>Stops the runs here so that they go on elsewhere or later.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        foreach (var session in _live.Values)
            session.Interrupt();
        await ((Task)Task.WhenAll(_bursts.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Sees to it that a run for which a message has come goes on.</summary>
    private async Task<RunHandle?> PumpAsync(Guid runId, CancellationToken cancellationToken)
    {
        if (_live.TryGetValue(runId, out var session))
        {
            session.Wake();
            if (_bursts.TryGetValue(runId, out var burst))
                return new RunHandle(runId, burst!);
        }
        // The burst that was live may have ended just now without seeing the message; then the claim succeeds.
        return await ContinueAsync(runId, ClaimReason.Resume, null, cancellationToken);
    }

    private async Task<RunHandle?> ContinueAsync(
        Guid runId,
        ClaimReason reason,
        Func<RunSession, bool>? prepare,
        CancellationToken cancellationToken
    )
    {
        EnsureUp();
        if (await _journal.ClaimAsync(runId, reason, cancellationToken) is not { } claimed)
            return null;
        RunSession session;
        try
        {
            session = RunSession.Continue(
                _services,
                claimed,
                new RunOptions { Recovery = claimed.Run.Recovery },
                CancellationToken.None
            );
        }
        catch (Exception e) when (e is PenstockException or System.Text.Json.JsonException)
        {
            _services.Logger.LogError(e, "Run {RunId} cannot go on", runId);
            await GiveUp.EndAsync(claimed, e, _services.Engine.Time);
            return null;
        }
        if (prepare is not null && !prepare(session) && await GiveUp.ReturnAsync(claimed, session))
            return null;
        return new RunHandle(runId, Launch(session)!);
    }

    private Task<RunResult?> Launch(RunSession session)
    {
        _live[session.RunId] = session;
        var burst = Task.Run(() => RunAsync(session));
        _bursts[session.RunId] = burst;
        // Or it ended before it was noted.
        if (burst.IsCompleted)
            _bursts.TryRemove(KeyValuePair.Create(session.RunId, burst));
        if (_isStopping)
            session.Interrupt();
        return burst;
    }

    private async Task<RunResult?> RunAsync(RunSession session)
    {
        try
        {
            RunResult result;
            try
            {
                result = await session.RunAsync();
            }
            finally
            {
                _live.TryRemove(KeyValuePair.Create(session.RunId, session));
                await session.DisposeAsync();
                _bursts.TryRemove(session.RunId, out _);
            }
            // Who woke it after it was given up, and before that was noted here, counts on it.
            if (
                result.SubStatus == WorkflowSubStatus.Suspended
                && session.HasMail
                && !_isStopping
                && await PumpAsync(session.RunId, CancellationToken.None) is { } next
            )
                return await next.Burst;
            if (result is { Status: WorkflowStatus.Finished, Run.ParentRunId: { } parent } && !_isStopping)
                await PumpAsync(parent, CancellationToken.None);
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _services.Logger.LogError(e, "Run {RunId} stopped in this process", session.RunId);
            throw;
        }
    }

    private void EnsureUp()
    {
        if (_isStopping)
            throw new PenstockException(
                "The server is stopping and begins nothing more",
                null,
                "Nothing was started",
                "try again when it is up"
            );
    }
}
