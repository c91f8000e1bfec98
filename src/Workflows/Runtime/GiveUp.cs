using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Runtime;

/// <summary>Lets go of a run that was taken over and cannot, or need not, go on here.</summary>
internal static class GiveUp
{
    /// <summary>Ends a run that cannot be read back, with an incident.</summary>
    public static async Task EndAsync(ClaimedRun claimed, Exception error, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var batch = new JournalBatch
        {
            Run = claimed.Run with
            {
                Status = WorkflowStatus.Finished,
                SubStatus = WorkflowSubStatus.Faulted,
                FinishedAt = now,
                UpdatedAt = now,
                IncidentCount = claimed.Incidents + 1,
            },
        };
        batch.Incidents.Add(
            new Incident(
                claimed.Run.Id,
                "",
                "",
                "",
                null,
                null,
                Secrets.Mask(error.Message),
                ExceptionState.Of(error),
                now
            )
        );
        await claimed.Journal.CommitAsync(batch);
        await claimed.DisposeAsync();
    }

    /// <summary>
    /// Puts a run back as it was; false when something has come for it meanwhile, and it is still this process's.
    /// </summary>
    public static async Task<bool> ReturnAsync(ClaimedRun claimed, RunSession session)
    {
        var batch = new JournalBatch { Run = claimed.Before };
        if (claimed.Before.Status == WorkflowStatus.Finished)
            await claimed.Journal.CommitAsync(batch);
        else if (!await claimed.Journal.ReleaseAsync(batch))
            return false;
        await session.DisposeAsync();
        return true;
    }
}
