using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Penstock.Workflows.Triggers;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>Looks in the metadata database for things newer than those it has dealt with; each starts one run.</summary>
internal abstract class RecentWatch(TriggerStore triggers, StimulusSender sender, TimeProvider time, ILogger log)
    : ITriggerWatch
{
    /// <summary>How much later than its time a thing may become visible.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    protected abstract string TriggerName { get; }

    /// <summary>The things since a time, in their order.</summary>
    protected abstract Task<IReadOnlyList<Found>> FindAsync(
        StoredTrigger trigger,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var trigger in await triggers.ListAsync([TriggerName], cancellationToken))
        {
            try
            {
                await triggers.AloneAsync(
                    $"{trigger.DefinitionId}/{trigger.ActivityId}",
                    () => LookAsync(trigger, cancellationToken),
                    cancellationToken
                );
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(
                    e,
                    "The trigger {Trigger} of {Definition} could not look; it tries again",
                    trigger.Name,
                    trigger.DefinitionId
                );
            }
        }
    }

    private async Task LookAsync(StoredTrigger trigger, CancellationToken cancellationToken)
    {
        var before = await triggers.PositionAsync<RecentPosition>(trigger, cancellationToken);
        // At the first look, what came before the publication is not new; the trigger's id holds that time.
        var start = before?.At ?? TimeOf(trigger.Id);
        var found = await FindAsync(trigger, start - Overlap, cancellationToken);
        var known = before is null
            ? found.Where(f => f.At < start).Select(f => f.Id).ToHashSet(StringComparer.Ordinal)
            : before.Ids.ToHashSet(StringComparer.Ordinal);
        foreach (var thing in found.Where(f => !known.Contains(f.Id)))
        {
            await sender.StartAsync(
                trigger,
                new StimulusOptions
                {
                    Occasion = thing.Id,
                    TriggeredBy = $"{TriggerName} {thing.Id}",
                    Input = new Dictionary<string, object?> { [DataTrigger.Key] = thing.Facts },
                },
                cancellationToken
            );
        }
        var at = found.Select(f => f.At).Append(start).Max();
        var after = new RecentPosition(at, [.. found.Where(f => f.At >= at - Overlap).Select(f => f.Id)]);
        if (before is null || after.At != before.At || after.Ids.Count != before.Ids.Count)
            await triggers.SetPositionAsync(trigger, after, time.GetUtcNow(), cancellationToken);
    }

    // The first 48 bits of a UUID of version 7 are milliseconds.
    private static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }
}
