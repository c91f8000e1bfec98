using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Changes of definitions by the caller: the store's, noted in the audit trail.</summary>
internal sealed class DefinitionChanges(
    IDefinitionStore store,
    ReferenceUpdates references,
    DefinitionAudit audit,
    ICurrentUser user
)
{
    /// <summary>Which page of a browser a request comes from; our page sends it with each request of Studio.</summary>
    public const string EditorHeader = "X-Penstock-Editor";

    private const string KeyHeader = "Idempotency-Key";

    public async Task<SaveResult> SaveAsync(
        JsonObject model,
        bool publish,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var editor = request.Headers[EditorHeader].FirstOrDefault() is { Length: > 0 and <= 100 } page
            ? $"{user.Name}/{page}"
            : null;
        // Studio sends a creation again when the answer was lost; its random root id makes the content a key. Programs name a
        // key.
        var key =
            request.Headers[KeyHeader].FirstOrDefault() is { Length: > 0 and <= 200 } given ? $"{user.Name}/{given}"
            : editor is null ? null
            : $"{editor}/{DefinitionContent.HashOf(model)}";
        var before = await audit.LookAsync(model.Text("definitionId"), cancellationToken);
        var result = await store.SaveAsync(
            new SaveRequest(model)
            {
                Publish = publish,
                ChecksBase = true,
                Editor = editor,
                CreationKey = key,
            },
            cancellationToken
        );
        await audit.RecordAsync(
            publish ? "published"
                : before is null ? "created"
                : "saved",
            before,
            result.Stored.Info,
            cancellationToken
        );
        return publish ? (await FollowAsync(result, cancellationToken)).Result : result;
    }

    public async Task<SaveResult> ImportAsync(JsonObject document, CancellationToken cancellationToken)
    {
        var before = await audit.LookAsync(document.Text("definitionId"), cancellationToken);
        var result = await store.SaveAsync(new SaveRequest(document), cancellationToken);
        await audit.RecordAsync("imported", before, result.Stored.Info, cancellationToken);
        return result;
    }

    public async Task<PublishOutcome?> PublishAsync(string definitionId, CancellationToken cancellationToken)
    {
        var before = await audit.LookAsync(definitionId, cancellationToken);
        if (await store.PublishAsync(definitionId, cancellationToken) is not { } result)
            return null;
        await audit.RecordAsync("published", before, result.Stored.Info, cancellationToken);
        return await FollowAsync(result, cancellationToken);
    }

    public async Task<StoredDefinition?> RetractAsync(string definitionId, CancellationToken cancellationToken)
    {
        var before = await audit.LookAsync(definitionId, cancellationToken);
        var stored = await store.RetractAsync(definitionId, cancellationToken);
        if (stored is not null)
            await audit.RecordAsync("retracted", before, stored.Info, cancellationToken);
        return stored;
    }

    public async Task<StoredDefinition?> RevertAsync(
        string definitionId,
        int version,
        CancellationToken cancellationToken
    )
    {
        var before = await audit.LookAsync(definitionId, cancellationToken);
        var stored = await store.RevertAsync(definitionId, version, cancellationToken);
        if (stored is not null)
            await audit.RecordAsync("reverted", before, stored.Info, cancellationToken);
        return stored;
    }

    public async Task<IReadOnlyList<DefinitionInfo>> UpdateReferencesAsync(
        string definitionId,
        CancellationToken cancellationToken
    )
    {
        var changed = await references.ApplyAsync(definitionId, cancellationToken);
        foreach (var info in changed)
            await audit.RecordAsync("references-updated", null, info, cancellationToken);
        return changed;
    }

    public Task<int> DeleteAsync(IReadOnlyCollection<string> definitionIds, CancellationToken cancellationToken) =>
        DeleteAsync(
            new() { DefinitionIds = definitionIds },
            definitionIds,
            () => store.DeleteAsync(definitionIds, cancellationToken),
            "deleted",
            cancellationToken
        );

    public Task<int> DeleteVersionsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        DeleteAsync(
            new() { Versions = VersionOptions.AllVersions, Ids = ids },
            ids,
            () => store.DeleteVersionsAsync(ids, cancellationToken),
            "version-deleted",
            cancellationToken
        );

    private async Task<int> DeleteAsync(
        DefinitionQuery query,
        IReadOnlyCollection<string> ids,
        Func<Task<int>> delete,
        string what,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return 0;
        var before = (await store.ListAsync(query, cancellationToken)).Items;
        var count = await delete();
        foreach (var info in before)
            await audit.RecordAsync(what, info, null, cancellationToken);
        return count;
    }

    private async Task<PublishOutcome> FollowAsync(SaveResult result, CancellationToken cancellationToken)
    {
        if (
            result.AlreadyPublished
            || result.ConsumerCount == 0
            || result.Stored.ToJson()["options"] is not JsonObject options
            || !options.Flag("autoUpdateConsumingWorkflows")
        )
            return new(result, []);
        var changed = await UpdateReferencesAsync(result.Stored.Info.DefinitionId, cancellationToken);
        return new(result with { ConsumerCount = 0 }, changed);
    }
}
