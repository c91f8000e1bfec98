using Penstock.Server.Audit;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>
/// Notes changes of definitions in the audit trail: which version, and the hash of its content before and after.
/// </summary>
internal sealed class DefinitionAudit(AuditTrail trail, IDefinitionStore store)
{
    public async Task<DefinitionInfo?> LookAsync(string? definitionId, CancellationToken cancellationToken) =>
        definitionId is null ? null
        : (await store.ListAsync(new DefinitionQuery { DefinitionIds = [definitionId] }, cancellationToken)).Items
            is [var info, ..]
            ? info
        : null;

    public Task RecordAsync(
        string what,
        DefinitionInfo? before,
        DefinitionInfo? after,
        CancellationToken cancellationToken
    ) =>
        before == after
            ? Task.CompletedTask
            : trail.RecordAsync(
                $"workflow-definition.{what}",
                (after ?? before)!.DefinitionId,
                Facts(before),
                Facts(after),
                cancellationToken: cancellationToken
            );

    private static object? Facts(DefinitionInfo? info) =>
        info is null
            ? null
            : new
            {
                info.Id,
                info.Name,
                info.Version,
                info.IsPublished,
                info.Hash,
            };
}
