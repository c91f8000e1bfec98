using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Wakes runs that wait for children although none of theirs goes on: the process of one of the two was gone between the
/// child's end
/// and the parent's commit. The activity that is woken looks at its children itself.
/// </summary>
internal sealed class ChildSweep(MetadataStore store, WorkflowRuntime runtime)
{
    /// <summary>Returns how many were woken.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var stuck = new List<(Guid Run, Guid Bookmark)>();
        await using (
            var command = store.DataSource.CreateCommand(
                """
                SELECT b.run_id, b.id FROM workflow.bookmark b JOIN workflow.run p ON p.id = b.run_id
                WHERE b.name = $1 AND p.status = 'Running' AND p.sub_status = 'Suspended' AND p.worker_id IS NULL
                    AND NOT EXISTS (SELECT FROM workflow.inbox i WHERE i.run_id = b.run_id)
                    AND NOT EXISTS (SELECT FROM workflow.run c WHERE c.parent_run_id = b.run_id AND c.status = 'Running'
                        AND (b.payload ->> 'childRunId' IS NULL OR c.id::text = b.payload ->> 'childRunId'))
                LIMIT 500
                """
            )
        )
        {
            command.Parameters.Text(ChildWorkflowActivity.BookmarkName);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                stuck.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }
        foreach (var (run, bookmark) in stuck)
            await runtime.ResumeAsync(run, bookmark, null, cancellationToken);
        return stuck.Count;
    }
}
