using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>
/// The journal of one run that this process owns. Disposal gives the run up; one that has not ended counts as crashed.
/// </summary>
public interface IRunJournal : IAsyncDisposable
{
    /// <summary>Writes all of a batch or nothing.</summary>
    /// <exception cref="RunLostException">The run is no longer this process's.</exception>
    Task CommitAsync(JournalBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a batch and gives the run up because it waits; false, with the batch written and the run still this process's, when
    /// something that resumes it has come meanwhile.
    /// </summary>
    /// <exception cref="RunLostException">The run is no longer this process's.</exception>
    Task<bool> ReleaseAsync(JournalBatch batch, CancellationToken cancellationToken = default);

    /// <summary>What has come to resume the run, in order; the rows go with the batch that names them as taken.</summary>
    Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes live counters and looks how the run stands from outside.</summary>
    Task<RunPulseResult> BeatAsync(
        IReadOnlyList<ActivityExecutionRecord> progressed,
        CancellationToken cancellationToken = default
    );
}
