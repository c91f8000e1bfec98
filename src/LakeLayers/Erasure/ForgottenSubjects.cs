using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Compares what tables hold now with the list of people who were erased.</summary>
internal sealed class ForgottenSubjects(Lake lake)
{
    public async Task<IReadOnlyList<SeenAgain>> SeenAgainAsync(
        SubjectColumns columns,
        CancellationToken cancellationToken
    )
    {
        if (await ForgottenWatch.OpenAsync(lake, columns, cancellationToken) is not { } watch)
            return [];
        lake.Options.Privacy.Require("the list of the forgotten");
        List<SeenAgain> seen = [];
        foreach (var table in await lake.Tables.ListAsync(cancellationToken))
        {
            if (
                await lake.Tables.FindCurrentAsync(table, cancellationToken) is { } snapshot
                && watch.ColumnsOf(table, snapshot.Schema).Count > 0
            )
                seen.AddRange(await InAsync(snapshot, watch, cancellationToken));
        }
        return seen;
    }

    private async Task<IEnumerable<SeenAgain>> InAsync(
        TableSnapshot snapshot,
        ForgottenWatch watch,
        CancellationToken cancellationToken
    )
    {
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false });
        await job.AttachTableAsync(snapshot, "t", cancellationToken: cancellationToken);
        return (
            await job.RunAsync(
                session => watch.Look(session, snapshot.Table, "t", snapshot.Schema, null, cancellationToken),
                cancellationToken
            )
        ).Again;
    }
}
