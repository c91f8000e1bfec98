using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Scheduling;

/// <summary>
/// Resumes what waits for a time that has come. The time is part of the bookmark, committed with the run, so nothing else can
/// be lost
/// or left over; a bookmark that several servers resume at once is used up by the first.
/// </summary>
internal sealed class DueBookmarks(MetadataStore store, WorkflowRuntime runtime, TimeProvider time)
{
    private const int Batch = 500;

    /// <summary>Resumes those that are due; returns how many.</summary>
    public async Task<int> ResumeAsync(CancellationToken cancellationToken = default)
    {
        var due = await FindAsync(cancellationToken);
        foreach (var (run, bookmark) in due)
            await runtime.ResumeAsync(run, bookmark, null, cancellationToken);
        return due.Count;
    }

    private async Task<List<(Guid Run, Guid Bookmark)>> FindAsync(CancellationToken cancellationToken)
    {
        // One that has a message already is taken when its run comes to it.
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT b.run_id, b.id FROM workflow.bookmark b JOIN workflow.run r ON r.id = b.run_id
            WHERE b.due_at <= $1 AND r.status = 'Running' AND r.recovery = 'Resume'
                AND NOT EXISTS (SELECT FROM workflow.inbox i WHERE i.run_id = b.run_id AND i.bookmark_id = b.id)
            ORDER BY b.due_at LIMIT $2
            """
        );
        command.Parameters.Instant(time.GetUtcNow()).Int(Batch);
        return await command.ReadAsync(row => (row.GetGuid(0), row.GetGuid(1)), cancellationToken);
    }
}
