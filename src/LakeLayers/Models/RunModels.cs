using Penstock.Core.Steps;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Profiles;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Pruning;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The step that runs SQL models: each after those it reads, on snapshots of its inputs, with its contract checked on the way. A
/// model whose inputs, text, contract and variables are those of its current snapshot is skipped. All tables of a step are
/// published in one transaction with their row accounts, rule and test results, quarantine and lineage, or none is.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="columnLineage">Fills the column lineage of what is published; without it there is none.</param>
public sealed class RunModels(Lake lake, ColumnLineageOf? columnLineage = null)
{
    /// <summary>Runs the selected models.</summary>
    /// <exception cref="Core.Errors.UsageException">A model, a contract or the selection is malformed; names file and
    /// line.</exception>
    /// <exception cref="Core.Errors.PenstockException">A model's SQL fails, an input has no snapshot, or rows are not accounted
    /// for.</exception>
    /// <exception cref="Contracts.ContractBreachException">A contract whose policy is fail is broken; nothing is
    /// published.</exception>
    /// <exception cref="TestsFailedException">A test failed; nothing is published.</exception>
    /// <exception cref="SnapshotConflictException">Another run published one of the tables meanwhile; nothing is
    /// published.</exception>
    public async Task<RunModelsResult> RunAsync(
        RunModelsOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        var project = await ModelProject.LoadAsync(
            options.Project,
            options.Variables,
            options.FullRefresh,
            cancellationToken
        );
        var models = await ModelSelector.ModelsAsync(lake, project, options, cancellationToken);
        var seeds = SeedsOf(project, models, options).ToList();
        var loaded = new SeedTables(
            seeds.Select(s => s.Table).ToHashSet(),
            await new LoadSeeds(lake).RunAsync(seeds, context, cancellationToken)
        );
        var result = await lake.Steps.RunAsync(
            context,
            (scope, ct) => RunAsync(project, models, loaded, options, scope, ct),
            cancellationToken
        );
        foreach (var warning in result.Warnings)
            context.Warnings.Report(warning);
        return result;
    }

    private async Task<RunModelsResult> RunAsync(
        ModelProject project,
        IReadOnlyList<Model> models,
        SeedTables seeds,
        RunModelsOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var plan = await RunPlan.MakeAsync(lake, models, options, cancellationToken);
        var results = plan.Models.Where(m => m.IsSkipped).ToDictionary(m => m.Table, Skipped);
        TestRun? tests = null;
        List<string> remarks = [];
        var chosen = options.WithTests ? ChosenTests(project, plan, seeds) : [];
        if (results.Count < plan.Models.Count || chosen.Count > 0)
        {
            await using var job = lake.OpenJob(
                new LakeJobOptions { PreserveInsertionOrder = false, Threads = options.Threads }
            );
            job.Watch = await ForgottenWatch.OpenAsync(lake, null, cancellationToken);
            foreach (var input in plan.Inputs)
                await AttachAsync(
                    job,
                    plan,
                    input,
                    InputConditions.On(job.Session, plan, input, options.WithTests ? project.Tests : []),
                    scope,
                    cancellationToken
                );
            await using var staging = new Staging(lake.Objects);
            using var sessions = new SessionPool(job.Session, options.Parallel ?? lake.Options.ParallelModels);
            var built = await new PlanBuild(job, sessions, plan, staging, project.HasProfiles, scope.Context).RunAsync(
                cancellationToken
            );
            if (options.WithTests)
            {
                tests = await TestAsync(project, plan, seeds, chosen, remarks, job, sessions, scope, cancellationToken);
                remarks.AddRange(tests.Results.Select(r => r.Remark).OfType<string>());
            }
            foreach (
                var result in await new PublishedModels(lake, scope, plan, columnLineage).PublishAsync(
                    built,
                    tests,
                    cancellationToken
                )
            )
                results.Add(result.Table, result);
        }
        else
            await scope.CommitAsync(
                (transaction, _) => PublishedModels.ClearMarksAsync(transaction, plan),
                cancellationToken
            );
        return new RunModelsResult([.. plan.Models.Select(m => results[m.Table])])
        {
            Tests = tests?.Results ?? [],
            Remarks = remarks,
        };
    }

    // A seed is published before its tests run: they are asked again each time, until they pass.
    private static List<ModelTest> ChosenTests(ModelProject project, RunPlan plan, SeedTables seeds)
    {
        var changed = plan.Models.Where(m => !m.IsSkipped).Select(m => m.Table).Concat(seeds.Loaded).ToHashSet();
        return
        [
            .. project.Tests.Where(t =>
                t.Inputs.Any(changed.Contains) || (t.Model is { } model && seeds.All.Contains(model))
            ),
        ];
    }

    // Those that are read; and what a build of all makes and tests.
    private static IEnumerable<Seed> SeedsOf(
        ModelProject project,
        IReadOnlyList<Model> models,
        RunModelsOptions options
    )
    {
        var isAll = options is { WithTests: true, Models.Count: 0, Exclude.Count: 0 };
        var made = models.Select(m => m.Table).ToHashSet();
        var read = models
            .SelectMany(m => m.Inputs)
            .Concat(
                options.WithTests ? project.Tests.Where(t => t.Inputs.Any(made.Contains)).SelectMany(t => t.Inputs) : []
            )
            .ToHashSet();
        return project.Seeds.Where(s => isAll || read.Contains(s.Table));
    }

    internal static Task AttachAsync(
        LakeJob job,
        RunPlan plan,
        TableName input,
        StepScope scope,
        CancellationToken cancellationToken
    ) => AttachAsync(job, plan, input, [], scope, cancellationToken);

    private static async Task AttachAsync(
        LakeJob job,
        RunPlan plan,
        TableName input,
        IReadOnlyList<ColumnCondition> conditions,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        if (plan.InputOf(input) is { } snapshot)
        {
            await job.AttachTableAsync(
                await PartitionPruning.RestrictAsync(job, snapshot, conditions, cancellationToken),
                input.Name,
                input.Zone,
                cancellationToken
            );
            scope.Read(PublishedModels.FactsOf(snapshot));
            return;
        }
        var view = plan.ViewOf(input)!;
        await job.RunAsync(
            session => LakeJob.AttachView(session, input, view.Sql, cancellationToken),
            cancellationToken
        );
        scope.Read(new(input.Dataset) { Schema = view.Schema });
    }

    // Before anything is published: what fails is seen by nobody but who asks for it.
    private static async Task<TestRun> TestAsync(
        ModelProject project,
        RunPlan plan,
        SeedTables seeds,
        List<ModelTest> tests,
        List<string> remarks,
        LakeJob job,
        SessionPool sessions,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var known = plan.Inputs.Concat(plan.Models.Where(m => !m.IsSkipped).Select(m => m.Table)).ToHashSet();
        foreach (var table in tests.SelectMany(t => t.Inputs).Distinct().Where(t => !known.Contains(t)).ToList())
        {
            if (await job.AttachCurrentAsync(table, cancellationToken))
                continue;
            // What was never made cannot be compared with.
            remarks.AddRange(
                tests
                    .Where(t => t.Inputs.Contains(table))
                    .Select(t => $"test {t} was not run: {table}, which it reads, was never made")
            );
            tests.RemoveAll(t => t.Inputs.Contains(table));
        }
        var run = new TestRun(Path.GetFileName(project.Folder), project.ProtectedColumns);
        await run.RunAsync(sessions, tests, cancellationToken);
        if (!run.Results.Any(r => r.Failed))
            return run;
        await using (var transaction = await scope.HoldAsync(cancellationToken))
        {
            await run.RecordAsync(transaction, scope.Context.Identity);
            await transaction.CommitAsync(cancellationToken);
        }
        throw new TestsFailedException(
            run.Results,
            Path.GetFileName(project.Folder),
            seeds.Loaded.Count == 0
                ? "Nothing of this step was published; the tables are as they were"
                : $"No model was published; the seeds that changed were: {string.Join(", ", seeds.Loaded)}"
        );
    }

    private static ModelResult Skipped(ModelPlan plan)
    {
        var snapshot = plan.Header.Materialized == Materialization.View ? null : plan.Current;
        var account = new RowAccount(
            plan.Table,
            snapshot?.Rows ?? 0,
            snapshot?.Rows ?? 0,
            0,
            new Dictionary<string, long>()
        );
        return new ModelResult(plan.Table, true, snapshot?.Id ?? 0, account, [], snapshot?.Bytes ?? 0, TimeSpan.Zero)
        {
            Materialized = plan.Header.Materialized,
        };
    }

    /// <summary>The seeds that a run needs, and those of them that it loaded.</summary>
    private sealed record SeedTables(IReadOnlySet<TableName> All, IReadOnlyList<TableName> Loaded);
}
