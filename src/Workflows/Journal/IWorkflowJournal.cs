using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Keeps what runs did and where they stand. Each commit is one transaction.</summary>
public interface IWorkflowJournal
{
    /// <summary>
    /// Begins a run in this process. Runs that end with their process, and whose process is gone, are ended first, with an
    /// incident.
    /// Where any number of runs is allowed, the run is written with its first commit.
    /// </summary>
    /// <exception cref="Penstock.Core.Errors.UsageException">The strategy allows one run, and another goes on; the message
    /// names it.</exception>
    Task<IRunJournal> OpenAsync(
        RunRecord run,
        WorkflowDefinition definition,
        ActivationStrategy strategy,
        CancellationToken cancellationToken = default
    );

    /// <summary>Writes runs that any process may begin: sub-status Pending.</summary>
    Task EnqueueAsync(IReadOnlyList<QueuedRun> runs, CancellationToken cancellationToken = default);

    /// <summary>Takes a run over; null when it is not in that condition, or another process has it.</summary>
    Task<ClaimedRun?> ClaimAsync(Guid runId, ClaimReason reason, CancellationToken cancellationToken = default);

    /// <summary>Runs that can be claimed for a reason, oldest first.</summary>
    Task<IReadOnlyList<Guid>> FindClaimableAsync(
        ClaimReason reason,
        int limit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The bookmarks that fit.</summary>
    Task<IReadOnlyList<Bookmark>> FindBookmarksAsync(
        BookmarkFilter filter,
        CancellationToken cancellationToken = default
    );

    /// <summary>Leaves a message for a run; false when the bookmark is no longer there.</summary>
    Task<bool> PostAsync(Guid runId, Guid bookmarkId, string inputJson, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels a run that no process has, or asks the process that has it to.
    /// </summary>
    /// <returns>Whether there was something to cancel.</returns>
    Task<bool> CancelAsync(Guid runId, CancellationToken cancellationToken = default);

    /// <summary>One run; null when there is none of that id.</summary>
    Task<RunRecord?> FindAsync(Guid runId, CancellationToken cancellationToken = default);
}
