using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>Definitions as the contract writes them, with the links of the caller.</summary>
internal sealed class DefinitionViews(ICurrentUser user, ActivityRegistry registry)
{
    public JsonObject Full(StoredDefinition stored)
    {
        var json = EditorView.Of(stored, registry);
        json["links"] = DefinitionLinks.Of(user, stored.Info);
        return json;
    }

    public JsonObject Summary(DefinitionInfo info) => new()
    {
        ["id"] = info.Id, ["definitionId"] = info.DefinitionId, ["name"] = info.Name, ["description"] = info.Description,
        ["version"] = info.Version, ["toolVersion"] = Version.TryParse(info.ToolVersion, out _) ? info.ToolVersion : null,
        ["isLatest"] = info.IsLatest, ["isPublished"] = info.IsPublished, ["isReadonly"] = info.IsReadonly, ["isSystem"] = info.IsSystem,
        ["providerName"] = info.ProviderName, ["materializerName"] = "Json", ["createdAt"] = info.SavedAt, ["isMaterializerAvailable"] = true,
        ["links"] = DefinitionLinks.Of(user, info),
    };

    public JsonObject Page(DefinitionPage page) => new()
    {
        ["items"] = new JsonArray([.. page.Items.Select(Summary)]), ["totalCount"] = page.TotalCount, ["links"] = DefinitionLinks.OfList(user),
    };

    public JsonObject Saved(SaveResult result) => new()
    {
        ["workflowDefinition"] = Full(result.Stored), ["alreadyPublished"] = result.AlreadyPublished, ["consumingWorkflowCount"] = result.ConsumerCount,
        ["validationErrors"] = new JsonArray([.. result.Problems.Take(200).Select(p => new JsonObject
        {
            ["message"] = $"{p.Text}. Next: {p.Next}", ["activityId"] = p.Activity?.Id, ["activityNodeId"] = p.Activity?.NodeId,
        })]),
    };
}
