using Penstock.Core.Errors;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// Removes objects of the table zones that no table names: what failed steps left, and what only expired snapshots or dropped
/// tables
/// had. Landing is never touched. A sweep that breaks off has removed some of them; the next one removes the others.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class SweepOrphans(Lake lake, TimeProvider time)
{
    private const int DeletesAtOnce = 8;

    /// <summary>Sweeps all zones of tables.</summary>
    /// <exception cref="UsageException">The age is negative.</exception>
    /// <exception cref="PenstockException">A table's manifests cannot be read, so that it is not known what it needs; nothing
    /// was removed.</exception>
    public async Task<IReadOnlyList<SweptZone>> RunAsync(
        SweepOptions options,
        CancellationToken cancellationToken = default
    )
    {
        if (options.OlderThan < TimeSpan.Zero)
            throw new UsageException("An age cannot be negative", $"{options.OlderThan}", "give an age such as 1d");
        // First what is there, then what is needed: an object that is published in between is needed already.
        var limit = time.GetUtcNow() - options.OlderThan;
        var found = new List<(string Zone, ObjectInfo Object)>();
        foreach (var zone in TableName.Zones)
        {
            await foreach (var info in lake.Objects.ListAsync(zone + "/", cancellationToken))
                found.Add((zone, info));
        }
        var needed = await new NeededObjects(lake).ReadAsync(cancellationToken);
        var orphans = found.Where(f => !needed.Contains(f.Object.Key)).ToList();
        var old = orphans.Where(f => f.Object.ModifiedAt < limit).ToList();
        if (!options.DryRun)
        {
            var parallel = new ParallelOptions
            {
                MaxDegreeOfParallelism = DeletesAtOnce,
                CancellationToken = cancellationToken,
            };
            await Parallel.ForEachAsync(
                old,
                parallel,
                async (orphan, ct) => await lake.Objects.DeleteAsync(orphan.Object.Key, ct)
            );
        }
        return
        [
            .. TableName.Zones.Select(zone => new SweptZone(
                zone,
                found.Count(f => f.Zone == zone),
                old.Count(f => f.Zone == zone),
                old.Where(f => f.Zone == zone).Sum(f => f.Object.Size),
                orphans.Count(f => f.Zone == zone) - old.Count(f => f.Zone == zone)
            )),
        ];
    }
}
