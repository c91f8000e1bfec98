using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>
/// The step that judges quarantined rows again, after their contract or model was changed, and no others: they are found in the
/// model's
/// input by their provenance. Rows that pass join the table with that provenance and leave quarantine; rows that do not
/// stay there with their present reason. Both are published in one transaction with the lineage event, or neither is.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="columnLineage">Fills the column lineage; without it there is none.</param>
public sealed class QuarantineReplay(Lake lake, ColumnLineageOf? columnLineage = null)
{
    /// <summary>Replays a table's quarantine.</summary>
    /// <exception cref="UsageException">No model of the folder makes the table, it is no table of rows that stay rows, or its
    /// rows carry no provenance.</exception>
    /// <exception cref="PenstockException">The table was never made, the model's SQL fails, or it gives other columns than the
    /// table has.</exception>
    /// <exception cref="Contracts.ContractBreachException">A contract whose policy is fail is broken; nothing is
    /// published.</exception>
    /// <exception cref="SnapshotConflictException">A run published the table meanwhile; nothing is published.</exception>
    public async Task<ReplayResult> RunAsync(
        ReplayOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        var project = await ModelProject.LoadAsync(
            options.Project,
            options.Variables,
            cancellationToken: cancellationToken
        );
        var model =
            project.Models.FirstOrDefault(m => m.Table == options.Table)
            ?? throw new UsageException(
                $"No model makes {options.Table}",
                options.Project,
                "rows refused on the way to raw are read again when their source is landed again"
            );
        if (model.Header.Materialized is Materialization.View or Materialization.Snapshot)
            throw new UsageException(
                $"A {model.Header.Materialized.ToString().ToLowerInvariant()} has no rows that could join it one by one",
                model.File,
                "run the workflow"
            );
        return await lake.Steps.RunAsync(
            context,
            (scope, ct) => RunAsync(model, options, scope, ct),
            cancellationToken
        );
    }

    private async Task<ReplayResult> RunAsync(
        Model model,
        ReplayOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var plan = await RunPlan.MakeAsync(
            lake,
            [model],
            new RunModelsOptions(options.Project) { Variables = options.Variables, Force = true },
            cancellationToken
        );
        var planned = plan.Models[0];
        if (planned.Current is not { } current)
            throw new PenstockException(
                "The table was never made",
                $"{model.Table}",
                "Nothing was changed",
                "run its workflow"
            );
        plan.RequireSameProtection(planned);
        if (planned.CurrentQuarantine is not { Rows: > 0 } quarantine)
            return new ReplayResult(0, 0, 0, 0, 0, current.Id, HasChanged: false);

        await using var job = lake.OpenJob(new LakeJobOptions { PreserveInsertionOrder = false });
        job.Watch = await ForgottenWatch.OpenAsync(lake, null, cancellationToken);
        foreach (var input in plan.Inputs)
            await RunModels.AttachAsync(job, plan, input, scope, cancellationToken);
        await job.AttachTableAsync(current, model.Table.Name, model.Table.Zone, cancellationToken);
        await job.AttachTableAsync(quarantine, quarantine.Table.Name, quarantine.Table.Zone, cancellationToken);
        scope.Read(PublishedModels.FactsOf(quarantine));
        await using var staging = new Staging(lake.Objects);
        var sources = model
            .Inputs.Where(i =>
                (plan.InputOf(i)?.Schema ?? plan.ViewOf(i)?.Schema ?? []) is var schema
                && ReplayKeys.Columns.All(c => schema.Any(s => s.Name == c))
            )
            .ToList();
        var built = await job.RunAsync(
            session =>
                new ReplayBuild(session, job, planned, staging.Stage, cancellationToken).Run(
                    options.Rule,
                    sources,
                    scope.Context.Time.GetUtcNow()
                ),
            cancellationToken
        );
        if (!built.Result.HasChanged)
            return built.Result;

        // The next run makes the table anew if anything it is made from has changed: whether the rows that were not judged
        // still keep the contract is not known.
        var fingerprint = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{current.Fingerprint}\nreplay\n{planned.Fingerprint}"))
        );
        return await new PublishedReplay(lake, scope, plan, columnLineage).PublishAsync(
            built,
            fingerprint,
            cancellationToken
        );
    }
}
