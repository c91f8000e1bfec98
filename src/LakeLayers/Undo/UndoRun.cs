using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Undo;

/// <summary>
/// The step that retracts what one run published, all of it in one transaction: each table and each view goes back to the state
/// before, objects of
/// landing are unpublished, watermarks move back, and what was derived from it is marked stale. The next run loads again what was
/// retracted. History stays: nothing is deleted, and the retracted snapshots can be read by their numbers.
/// </summary>
public sealed class UndoRun(Lake lake)
{
    /// <summary>Runs the step.</summary>
    /// <exception cref="LaterRunException">Later runs published on top, or moved a watermark on.</exception>
    /// <exception cref="UsageException">The run published nothing that is still there.</exception>
    /// <exception cref="PenstockException">A state to go back to was expired.</exception>
    public async Task<UndoResult> RunAsync(
        UndoOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (options.DryRun)
        {
            await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
            return await (await Retraction.PlanAsync(lake, transaction, options.RunId, cancellationToken)).TellAsync(
                cancellationToken
            );
        }
        return await lake.Steps.RunAsync(
            context,
            async (scope, token) =>
            {
                UndoResult? result = null;
                scope.Description = $"Retracts what run {options.RunId} published.";
                await scope.CommitAsync(
                    async (transaction, ct) =>
                    {
                        var retraction = await Retraction.PlanAsync(lake, transaction, options.RunId, ct);
                        result = await retraction.RunAsync(scope, ct);
                    },
                    token
                );
                return result!;
            },
            cancellationToken
        );
    }
}
