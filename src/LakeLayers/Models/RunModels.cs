using Penstock.Core.Steps;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The step that runs SQL models: each after those it reads, on snapshots of its inputs, with its contract checked on the way. A
/// model whose inputs, text, contract and variables are those of its current snapshot is skipped. All tables of a step are
/// published in one transaction with their row accounts, rule results, quarantine and lineage, or none is.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="columnLineage">Fills the column lineage of what is published; without it there is none.</param>
public sealed class RunModels(Lake lake, ColumnLineageOf? columnLineage = null)
{
    /// <summary>Runs the selected models.</summary>
    /// <exception cref="Core.Errors.UsageException">A model, a contract or the selection is malformed; names file and line.</exception>
    /// <exception cref="Core.Errors.PenstockException">A model's SQL fails, an input has no snapshot, or rows are not accounted for.</exception>
    /// <exception cref="Contracts.ContractBreachException">A contract whose policy is fail is broken; nothing is published.</exception>
    /// <exception cref="SnapshotConflictException">Another run published one of the tables meanwhile; nothing is published.</exception>
    public Task<RunModelsResult> RunAsync(RunModelsOptions options, StepContext context, CancellationToken cancellationToken = default) =>
        lake.Steps.RunAsync(context, (scope, ct) => RunAsync(options, scope, ct), cancellationToken);

    private async Task<RunModelsResult> RunAsync(RunModelsOptions options, StepScope scope, CancellationToken cancellationToken)
    {
        var project = ModelProject.Load(options.Project);
        var plan = await RunPlan.MakeAsync(lake, project, options, cancellationToken);
        var results = plan.Models.Where(m => m.IsSkipped).ToDictionary(m => m.Model.Table, Skipped);
        if (results.Count < plan.Models.Count)
        {
            await using var job = lake.OpenJob(new LakeJobOptions { PreserveInsertionOrder = false, Threads = options.Threads, MemoryLimit = options.MemoryLimit });
            foreach (var input in plan.Inputs)
            {
                await job.AttachTableAsync(input, input.Table.Name, input.Table.Zone, cancellationToken);
                scope.Read(PublishedModels.FactsOf(input));
            }
            await using var staging = new Staging(lake.Objects);
            var built = await job.RunAsync(session => Build(session, staging, plan, scope.Context, cancellationToken), cancellationToken);
            foreach (var result in await new PublishedModels(lake, scope, plan, columnLineage).PublishAsync(built, cancellationToken)) results.Add(result.Table, result);
        }
        return new RunModelsResult([.. plan.Models.Select(m => results[m.Model.Table])]);
    }

    private static List<BuiltModel> Build(DuckDbSession session, Staging staging, RunPlan plan, StepContext context, CancellationToken cancellationToken)
    {
        List<BuiltModel> built = [];
        foreach (var planned in plan.Models)
        {
            if (planned.IsSkipped) continue;
            cancellationToken.ThrowIfCancellationRequested();
            Report(planned.Model.Table);
            var expected = planned.Model.Header.AccountsFor is { } main
                ? built.FirstOrDefault(b => b.Table.Table == main)?.Table.Rows ?? plan.InputOf(main)!.Rows : (long?)null;
            built.Add(new ModelBuild(session, planned, staging.Stage, cancellationToken).Run(expected, context.Time.GetUtcNow()));
            Report(planned.Model.Table);
        }
        return built;

        void Report(TableName table) => context.Progress.Report(
            new StepProgress(built.Sum(b => b.Table.Rows), built.Sum(b => b.Table.Bytes), Detail: table.ToString()));
    }

    private static ModelResult Skipped(ModelPlan plan)
    {
        var snapshot = plan.Current!;
        var account = new RowAccount(snapshot.Table, snapshot.Rows, snapshot.Rows, 0, new Dictionary<string, long>());
        return new ModelResult(snapshot.Table, true, snapshot.Id, account, [], snapshot.Bytes, TimeSpan.Zero);
    }
}
