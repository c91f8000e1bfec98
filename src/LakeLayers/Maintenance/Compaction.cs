using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// One attempt of <see cref="CompactTable"/>. Disposed without having committed, it deletes the files it wrote.
/// </summary>
internal sealed class Compaction(
    Lake lake,
    StepScope scope,
    TableSnapshot snapshot,
    IReadOnlyList<IReadOnlyList<DataFile>> groups,
    string order
) : IAsyncDisposable
{
    private const int MaxCommits = 10;

    private readonly List<DataFile> _written = [];

    /// <summary>The files that stand for the groups; a group without rows has none.</summary>
    public IReadOnlyList<DataFile> Written => _written;

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            // A session for each: what was fetched for it is gone before the next.
            await using var job = lake.OpenJob(new LakeJobOptions { RowsInOrder = true });
            var part = snapshot with
            {
                Files = group,
                Deletes = [.. CompactionPlan.DeletesOf(snapshot, group[0].Partition)],
            };
            await job.AttachTableAsync(part, "part", cancellationToken: cancellationToken);
            var landed = group.SelectMany(f => f.LandingKeys).Distinct(StringComparer.Ordinal).ToList();
            // Which landing objects a table has, it knows by its files: also one whose rows are all deleted must not come again.
            var made = await job.WriteAsync(
                snapshot.Table,
                $"SELECT * FROM part{order}",
                evenEmpty: landed.Count > 0,
                columns: snapshot.Columns,
                cancellationToken: cancellationToken
            );
            _written.AddRange(
                made.Files.Select(f =>
                    f with
                    {
                        LandingKey = landed.Count == 1 ? landed[0] : null,
                        LandingKeys = landed,
                        Place = group[0].Place,
                        Partition = group[0].Partition,
                        IsSorted = order.Length > 0,
                    }
                )
            );
            await RewriteCheck.RequireSameAsync(job, part, made.Files, cancellationToken);
            scope.Context.Progress.Report(
                new(_written.Sum(f => f.Rows), _written.Sum(f => f.Bytes), Detail: snapshot.Table.ToString())
            );
        }
    }

    /// <summary>Commits on the table's current snapshot, as long as that has the files that were read.</summary>
    /// <returns>The snapshot before, and the new one's number.</returns>
    /// <exception cref="SnapshotConflictException">It has not.</exception>
    public async Task<(TableSnapshot Parent, long Id)> PublishAsync(CancellationToken cancellationToken)
    {
        var replaced = groups
            .SelectMany(g => g)
            .Select(f => f.Key)
            .Concat(snapshot.Deletes.Select(d => d.Key))
            .ToHashSet(StringComparer.Ordinal);
        var parent = snapshot;
        for (var attempt = 1; ; attempt++)
        {
            var id = 0L;
            // A fresh note each time: only the last attempt's is the truth.
            var draft = new SnapshotDraft(
                snapshot.Table,
                parent.Id,
                parent.Fingerprint,
                parent.Schema,
                parent.Columns,
                _written,
                KeepsParentFiles: true
            )
            {
                Replaced = replaced,
            };
            try
            {
                await scope.CommitAsync(
                    async (transaction, ct) =>
                    {
                        id = await lake.Tables.PublishAsync(transaction, scope.Context.Identity.RunId, draft, ct);
                        // Nothing new is derived here: the table is made from what it was made from before.
                        scope.Wrote(
                            new DatasetFacts(parent.Table.Dataset)
                            {
                                Schema = parent.Schema,
                                Rows = parent.Rows,
                                Files = _written.Count,
                                Bytes = _written.Sum(f => f.Bytes),
                                Version = $"{id}",
                                MadeFrom = [],
                            }
                        );
                    },
                    cancellationToken
                );
                return (parent, id);
            }
            catch (SnapshotConflictException) when (attempt < MaxCommits && !scope.IsCommitted)
            {
                var newer = await lake.Tables.FindCurrentAsync(snapshot.Table, cancellationToken);
                if (newer is null || !Has(newer, replaced))
                    throw;
                parent = newer;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (scope.MayBeCommitted)
            return;
        foreach (var file in _written)
            await lake.Objects.DeleteAsync(file.Key);
    }

    private bool Has(TableSnapshot newer, HashSet<string> replaced) =>
        newer.Deletes.Select(d => d.Key).ToHashSet().SetEquals(snapshot.Deletes.Select(d => d.Key))
        && replaced.IsSubsetOf(newer.Files.Select(f => f.Key).Concat(newer.Deletes.Select(d => d.Key)));
}
