using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Triggers;

/// <summary>
/// Keeps the triggers equal to what is published, in the transaction that publishes; refuses triggers that could never fire.
/// </summary>
internal sealed class TriggerIndexer(TriggerReader reader, TimeProvider time) : IPublishRule, IDefinitionObserver
{
    public async Task<IReadOnlyList<DefinitionProblem>> CheckAsync(
        StoredDefinition definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return
            [
                .. (await reader.ReadAsync(definition.Definition, cancellationToken))
                    .Select(t => TriggerRules.Check(t.Node, t.Trigger))
                    .OfType<DefinitionProblem>(),
            ];
        }
        catch (PenstockException e)
        {
            return
            [
                new(
                    null,
                    $"A trigger cannot be read: {e.What}{(e.Subject is null ? "" : $" ({e.Subject})")}",
                    e.Next ?? "correct the trigger's inputs"
                ),
            ];
        }
    }

    public async Task PublishedAsync(
        StoredDefinition definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        foreach (var (_, trigger) in await reader.ReadAsync(definition.Definition, cancellationToken))
            await TriggerStore.InsertAsync(
                trigger with
                {
                    Id = Guid.CreateVersion7(now),
                    DefinitionId = definition.Info.DefinitionId,
                    VersionId = definition.Info.Id,
                },
                now,
                transaction,
                cancellationToken
            );
    }

    public Task UnpublishedAsync(
        DefinitionInfo definition,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    ) => TriggerStore.DeleteAsync(definition.DefinitionId, transaction, cancellationToken);
}
