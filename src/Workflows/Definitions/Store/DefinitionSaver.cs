using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Composition;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>One save inside a transaction.</summary>
internal sealed class DefinitionSaver(DefinitionPublisher publisher, DefinitionValidator validator, TimeProvider time)
{
    public async Task<SaveResult> SaveAsync(DefinitionTransaction change, SaveRequest request)
    {
        var document = request.Document.DeepClone().AsObject();
        DefinitionContent.Clean(document);
        NotFound.Restore(document);
        MissingIds.Fill(document);
        var definitionId = document.Text("definitionId") ?? DefinitionIds.New();
        await change.LockAsync([definitionId]);
        var latest = await change.LatestAsync(definitionId);
        if (latest is null && document.Text("definitionId") is null && request.CreationKey is { } key)
        {
            document["id"] = DefinitionIds.New();
            if (
                await change.ClaimCreationAsync(key, document.Text("id")!) is { } made
                && await change.VersionAsync(made) is not null
            )
                return Result(await change.GetAsync(made), false, 0);
        }
        if (latest is { Info: { IsReadonly: true } info } && info.ProviderName != request.Provider)
            throw ReadOnly(info);

        if (latest is not null && request.ChecksBase)
            DefinitionContent.CarryOver((await change.GetAsync(latest.Info.Id)).Definition.Json, document);
        var definition = new WorkflowDefinition(document, null);
        var hash = DefinitionContent.HashOf(document);
        var isSame = latest is not null && latest.Info.Hash == hash;
        if (
            latest is not null
            && !isSame
            && SaveBase.IsStale(document, request, latest, await LoadedAsync(change, document, definitionId))
        )
            throw new DefinitionConflictException(latest.Info);
        if (isSame && request.Provider is not null)
            await change.AdoptAsync(latest!.Info.Id, request.Provider, request.IsReadonly);
        if (isSame && latest!.Info.IsPublished && request.Publish)
            return Result(await change.GetAsync(latest.Info.Id), true, 0);

        var target =
            isSame && !latest!.Info.IsPublished
                ? latest.Info
                : await WriteAsync(change, request, document, definition, definitionId, latest, hash);
        var stored = await change.GetAsync(target.Id);
        if (!request.Publish)
            return Result(stored, false, 0);
        return Result(
            await publisher.PublishAsync(change, stored),
            false,
            await change.CountConsumersAsync(definitionId)
        );
    }

    public static DefinitionRefusedException ReadOnly(DefinitionInfo info) =>
        new(
            "The workflow is read-only here",
            info.Name,
            info.ProviderName is null
                ? "duplicate it, and change the copy"
                : "change its file in the workflows folder, or duplicate it"
        );

    public SaveResult Result(StoredDefinition stored, bool alreadyPublished, int consumers) =>
        new(stored, alreadyPublished, consumers, validator.Validate(stored.Definition));

    /// <summary>A moment later than the last save of the definition, in microseconds: PostgreSQL keeps no finer ones.</summary>
    public DateTimeOffset Moment(DefinitionRow? latest)
    {
        var now = time.GetUtcNow();
        now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return latest is null || now > latest.Info.SavedAt ? now : latest.Info.SavedAt.AddMicroseconds(1);
    }

    private async Task<DefinitionInfo> WriteAsync(
        DefinitionTransaction change,
        SaveRequest request,
        JsonObject document,
        WorkflowDefinition definition,
        string definitionId,
        DefinitionRow? latest,
        string hash
    )
    {
        // A provider does not write over what people drafted.
        var overwrites = latest is { Info.IsPublished: false } && request.Provider is null;
        var options = document.Object("options");
        var info = new DefinitionInfo
        {
            Id = overwrites
                ? latest!.Info.Id
                : await NewIdAsync(change, document, latest is null || request.Provider is not null),
            DefinitionId = definitionId,
            Version = latest is null
                ? (request.KeepsVersion ? Math.Max(1, definition.Version) : 1)
                : latest.Info.Version + (overwrites ? 0 : 1),
            Name = document.Text("name") ?? definitionId,
            Description = document.Text("description"),
            ToolVersion = document.Text("toolVersion"),
            IsLatest = true,
            IsReadonly = request.IsReadonly || (request.Provider is null && document.Flag("isReadonly")),
            IsSystem = document.Flag("isSystem"),
            // Old files have it at the root.
            UsableAsActivity = options?["usableAsActivity"] is null
                ? document.Flag("usableAsActivity")
                : options.Flag("usableAsActivity"),
            ProviderName = request.Provider ?? latest?.Info.ProviderName,
            SavedAt = Moment(latest),
            Hash = hash,
        };
        var continues = request.Editor is not null && request.Editor == latest?.Editor;
        var editorBase = continues ? latest!.EditorBase : latest?.Info.SavedAt ?? info.SavedAt;
        var json = document.ToJsonString(NormalizedJson.Compact);
        if (overwrites)
            await change.UpdateAsync(info, json, DefinitionUses.Of(definition), request.Editor, editorBase);
        else
            await change.InsertAsync(info, json, DefinitionUses.Of(definition), request.Editor, editorBase);
        return info;
    }

    private static async Task<string> NewIdAsync(DefinitionTransaction change, JsonObject document, bool keeps) =>
        keeps && document.Text("id") is { } id && await change.VersionAsync(id) is null ? id : DefinitionIds.New();

    private static async Task<DefinitionRow?> LoadedAsync(
        DefinitionTransaction change,
        JsonObject document,
        string definitionId
    ) =>
        document.Text("id") is { } id
        && await change.VersionAsync(id) is { } row
        && row.Info.DefinitionId == definitionId
            ? row
            : null;
}
