using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>
/// The links that tell Studio what the caller may do: without <c>publish</c> a definition is shown read-only, without
/// <c>bulk-publish</c> the list is.
/// </summary>
internal static class DefinitionLinks
{
    private const string Base = "/elsa/api";

    public static JsonArray Of(ICurrentUser user, DefinitionInfo info)
    {
        var path = $"{Base}/workflow-definitions/{Uri.EscapeDataString(info.DefinitionId)}";
        var mayChange = !info.IsReadonly && user.Has(Permissions.WriteDefinitions);
        return Array(
            (true, "self", $"{Base}/workflow-definitions/by-id/{Uri.EscapeDataString(info.Id)}", "GET"),
            (mayChange && user.Has(Permissions.PublishDefinitions), "publish", $"{path}/publish", "POST"),
            (mayChange && user.Has(Permissions.RetractDefinitions), "retract", $"{path}/retract", "POST"),
            (mayChange && user.Has(Permissions.DeleteDefinitions), "delete", path, "DELETE"),
            (user.Has(Permissions.ExecuteDefinitions), "execute", $"{path}/execute", "POST"),
            (true, "export", $"{path}/export", "GET"));
    }

    public static JsonArray OfList(ICurrentUser user)
    {
        var mayChange = user.Has(Permissions.WriteDefinitions);
        return Array(
            (true, "self", $"{Base}/workflow-definitions", "GET"),
            (mayChange, "create", $"{Base}/workflow-definitions", "POST"),
            (mayChange && user.Has(Permissions.PublishDefinitions), "bulk-publish", $"{Base}/bulk-actions/publish/workflow-definitions/by-definition-ids", "POST"),
            (mayChange && user.Has(Permissions.RetractDefinitions), "bulk-retract", $"{Base}/bulk-actions/retract/workflow-definitions/by-definition-ids", "POST"),
            (mayChange && user.Has(Permissions.DeleteDefinitions), "bulk-delete", $"{Base}/bulk-actions/delete/workflow-definitions/by-definition-id", "POST"));
    }

    private static JsonArray Array(params IEnumerable<(bool Has, string Rel, string Href, string Method)> links) => new(
        [.. links.Where(l => l.Has).Select(l => new JsonObject { ["href"] = l.Href, ["rel"] = l.Rel, ["method"] = l.Method })]);
}
