using Penstock.Server.Access;

namespace Penstock.Server.Elsa;

/// <summary>
/// The links that tell Studio what the caller may do: a list without <c>bulk-publish</c> and a definition without <c>publish</c>
/// are read-only there.
/// </summary>
internal static class ElsaLinks
{
    private const string Definitions = "/elsa/api/workflow-definitions";
    private const string Bulk = "/elsa/api/bulk-actions";

    /// <summary>The links of a page of definitions.</summary>
    public static IReadOnlyList<ElsaLink> ForDefinitions(ICurrentUser user)
    {
        List<ElsaLink> links = [new(Definitions, "self", "GET")];
        if (!CanEdit(user)) return links;
        links.Add(new(Definitions, "create", "POST"));
        links.Add(new($"{Definitions}/import", "import", "POST"));
        links.Add(new($"{Bulk}/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"));
        links.Add(new($"{Bulk}/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"));
        if (user.Has(Permissions.DeleteDefinitions)) links.Add(new($"{Bulk}/delete/workflow-definitions/by-definition-id", "bulk-delete", "POST"));
        return links;
    }

    /// <summary>The links of one definition.</summary>
    /// <param name="user">The caller.</param>
    /// <param name="definitionId">The definition.</param>
    /// <param name="isReadOnly">Whether nobody may change it, for instance because it belongs to a folder in Git.</param>
    public static IReadOnlyList<ElsaLink> ForDefinition(ICurrentUser user, string definitionId, bool isReadOnly = false)
    {
        var path = $"{Definitions}/{Uri.EscapeDataString(definitionId)}";
        List<ElsaLink> links = [new($"{Definitions}/by-definition-id/{Uri.EscapeDataString(definitionId)}", "self", "GET")];
        if (user.Has(Permissions.ExecuteDefinitions)) links.Add(new($"{path}/execute", "execute", "POST"));
        if (isReadOnly || !CanEdit(user)) return links;
        links.Add(new($"{path}/publish", "publish", "POST"));
        links.Add(new($"{path}/retract", "retract", "POST"));
        if (user.Has(Permissions.DeleteDefinitions)) links.Add(new(path, "delete", "DELETE"));
        return links;
    }

    private static bool CanEdit(ICurrentUser user) => user.Has(Permissions.WriteDefinitions) && user.Has(Permissions.PublishDefinitions);
}
