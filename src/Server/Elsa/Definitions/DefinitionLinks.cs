using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>
/// The links that tell Studio what the caller may do: without <c>publish</c> a definition is shown read-only, without
/// <c>bulk-publish</c> the list is.
/// </summary>
internal static class DefinitionLinks
{
    private const string Base = "/elsa/api";

    public static IReadOnlyList<ElsaLink> Of(DefinitionRights rights, DefinitionInfo info)
    {
        var path = $"{Base}/workflow-definitions/{Uri.EscapeDataString(info.DefinitionId)}";
        var mayChange = !info.IsReadonly && rights.Write;
        var links = new List<ElsaLink>(6)
        {
            new($"{Base}/workflow-definitions/by-id/{Uri.EscapeDataString(info.Id)}", "self", "GET"),
        };
        if (mayChange && rights.Publish)
            links.Add(new($"{path}/publish", "publish", "POST"));
        if (mayChange && rights.Retract)
            links.Add(new($"{path}/retract", "retract", "POST"));
        if (mayChange && rights.Delete)
            links.Add(new(path, "delete", "DELETE"));
        if (rights.Execute)
            links.Add(new($"{path}/execute", "execute", "POST"));
        links.Add(new($"{path}/export", "export", "GET"));
        return links;
    }

    public static IReadOnlyList<ElsaLink> OfList(DefinitionRights rights)
    {
        var links = new List<ElsaLink>(5) { new($"{Base}/workflow-definitions", "self", "GET") };
        if (rights.Write)
            links.Add(new($"{Base}/workflow-definitions", "create", "POST"));
        if (rights.Publish)
            links.Add(
                new($"{Base}/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST")
            );
        if (rights.Retract)
            links.Add(
                new($"{Base}/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST")
            );
        if (rights.Delete)
            links.Add(new($"{Base}/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete", "POST"));
        return links;
    }
}
