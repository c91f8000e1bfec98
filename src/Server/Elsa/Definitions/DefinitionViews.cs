using System.Text.Json;
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
        json["links"] = JsonSerializer.SerializeToNode(
            DefinitionLinks.Of(DefinitionRights.Of(user), stored.Info),
            ElsaJson.Options
        );
        return json;
    }

    public DefinitionSummary Summary(DefinitionInfo info) => Summary(info, DefinitionRights.Of(user));

    public object Page(DefinitionPage page)
    {
        var rights = DefinitionRights.Of(user);
        return new
        {
            Items = page.Items.Select(i => Summary(i, rights)),
            page.TotalCount,
            Links = DefinitionLinks.OfList(rights),
        };
    }

    public JsonObject Saved(SaveResult result) =>
        new()
        {
            ["workflowDefinition"] = Full(result.Stored),
            ["alreadyPublished"] = result.AlreadyPublished,
            ["consumingWorkflowCount"] = result.ConsumerCount,
            ["validationErrors"] = new JsonArray([
                .. result
                    .Problems.Take(200)
                    .Select(p => new JsonObject
                    {
                        ["message"] = $"{p.Text}. Next: {p.Next}",
                        ["activityId"] = p.Activity?.Id,
                        ["activityNodeId"] = p.Activity?.NodeId,
                    }),
            ]),
        };

    private static DefinitionSummary Summary(DefinitionInfo info, DefinitionRights rights) =>
        new(
            info.Id,
            info.DefinitionId,
            info.Name,
            info.Description,
            info.Version,
            Version.TryParse(info.ToolVersion, out _) ? info.ToolVersion : null,
            info.IsLatest,
            info.IsPublished,
            info.IsReadonly,
            info.IsSystem,
            info.ProviderName,
            "Json",
            info.SavedAt,
            true,
            DefinitionLinks.Of(rights, info)
        );
}
