using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>The journal of one run that this process owns. Disposal gives the run up; one that has not ended counts as crashed.</summary>
public interface IRunJournal : IAsyncDisposable
{
    /// <summary>Writes all of a batch or nothing.</summary>
    Task CommitAsync(JournalBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Says that the run is alive and writes live counters; false when the run was taken away from this process.</summary>
    Task<bool> BeatAsync(IReadOnlyList<ActivityExecutionRecord> progressed, CancellationToken cancellationToken = default);
}
