using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Lets the workflows that use a workflow as an activity follow its newest published version.</summary>
public sealed class ReferenceUpdates(IDefinitionStore store)
{
    /// <summary>
    /// Updates every consumer: a draft stays a draft, a published one gets a new version that is published. Returns the ones that
    /// changed; a second call changes nothing.
    /// </summary>
    public async Task<IReadOnlyList<DefinitionInfo>> ApplyAsync(
        string definitionId,
        CancellationToken cancellationToken = default
    )
    {
        if (
            await store.FindAsync(definitionId, VersionOptions.Published, cancellationToken)
            is not { Info: { } published }
        )
            return [];
        var changed = new List<DefinitionInfo>();
        foreach (var consumer in await store.ConsumersAsync(definitionId, cancellationToken))
        {
            if (consumer.IsReadonly || await store.FindVersionAsync(consumer.Id, cancellationToken) is not { } stored)
                continue;
            var document = stored.ToJson();
            if (!Update(document, published))
                continue;
            var result = await store.SaveAsync(
                new SaveRequest(document)
                {
                    Publish = consumer.IsPublished,
                    ChecksBase = true,
                    Provider = consumer.ProviderName,
                },
                cancellationToken
            );
            changed.Add(result.Stored.Info);
        }
        return changed;
    }

    private static bool Update(JsonObject document, DefinitionInfo published)
    {
        var changed = false;
        var rest = new Stack<JsonObject>(document.Object("root") is { } root ? [root] : []);
        while (rest.TryPop(out var activity))
        {
            if (
                activity.Text(DefinitionUses.Member) == published.DefinitionId
                && activity.Text("workflowDefinitionVersionId") != published.Id
            )
            {
                activity["workflowDefinitionVersionId"] = published.Id;
                activity["version"] = published.Version;
                activity["latestAvailablePublishedVersion"] = published.Version;
                activity["latestAvailablePublishedVersionId"] = published.Id;
                changed = true;
            }
            foreach (var child in ActivityScan.In(activity))
                rest.Push(child);
        }
        return changed;
    }
}
