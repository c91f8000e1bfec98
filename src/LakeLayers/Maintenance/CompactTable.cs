using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// The step that joins a table's small files, those of each partition by themselves, into larger ones and applies its delete
/// files.
/// Rows stay as they are, provenance included, and in their order (or in the table's sort order when it has one): the snapshot
/// is an
/// Iceberg <c>replace</c> with the fingerprint of the one before. When another run publishes meanwhile, what was written is
/// committed on the newer snapshot if that
/// still has the files, and made anew otherwise.
/// </summary>
public sealed class CompactTable(Lake lake)
{
    private const int MaxAttempts = 5;
    private const long SmallestTarget = 1 << 20;

    /// <summary>Runs the step.</summary>
    /// <exception cref="UsageException">There is no such table, or the target is out of its range.</exception>
    /// <exception cref="SnapshotConflictException">Others published so often that no attempt came through; nothing was
    /// changed.</exception>
    public Task<CompactResult> RunAsync(
        CompactOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (options.TargetBytes < SmallestTarget)
            throw new UsageException(
                "The target size is too small (from 1MB)",
                $"{options.TargetBytes} bytes",
                "give a size such as 128MB"
            );
        return lake.Steps.RunAsync(context, (scope, ct) => RunAsync(options, scope, ct), cancellationToken);
    }

    private async Task<CompactResult> RunAsync(
        CompactOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var snapshot =
                await lake.Tables.FindCurrentAsync(options.Table, cancellationToken)
                ?? throw new UsageException("There is no such table", options.Table.ToString(), "penstock zones ls");
            var metadata = (await lake.Tables.FindMetadataAsync(options.Table, cancellationToken))!;
            snapshot = await KnownPartitions.FillAsync(lake, metadata, snapshot, cancellationToken);
            var groups = CompactionPlan.Of(snapshot, options.TargetBytes);
            if (groups.Count == 0 || options.DryRun)
                return Result(metadata, snapshot, snapshot, groups, [], null);
            await using var compaction = new Compaction(
                lake,
                scope,
                snapshot,
                groups,
                CompactionOrder.Of(metadata, snapshot)
            );
            try
            {
                await compaction.WriteAsync(cancellationToken);
                var (parent, id) = await compaction.PublishAsync(cancellationToken);
                return Result(metadata, snapshot, parent, groups, compaction.Written, id);
            }
            catch (SnapshotConflictException) when (attempt < MaxAttempts)
            {
                // The files that were read are not the table's any more.
            }
        }
    }

    private static CompactResult Result(
        TableMetadata metadata,
        TableSnapshot read,
        TableSnapshot parent,
        IReadOnlyList<IReadOnlyList<DataFile>> groups,
        IReadOnlyList<DataFile> written,
        long? id
    )
    {
        var replaced = groups.SelectMany(g => g).ToList();
        var deletes = replaced.Count > 0 ? parent.Deletes.Count : 0;
        return new CompactResult(
            parent.Table,
            parent.Files.Count + parent.Deletes.Count,
            parent.Files.Count
                - replaced.Count
                + (id is null ? groups.Count : written.Count)
                + parent.Deletes.Count
                - deletes,
            replaced.Count + deletes,
            parent.Bytes,
            id is null ? parent.Bytes : parent.Bytes - replaced.Sum(f => f.Bytes) + written.Sum(f => f.Bytes),
            id
        )
        {
            Partitions = [.. CompactedPartition.Of(metadata, read, groups, written, isDone: id is not null)],
        };
    }
}
