using Penstock.Core.Steps;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Profiles;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Builds the models of a plan, several at a time, each as soon as those that it needs are there. The first that fails stops
/// the others.
/// </summary>
internal sealed class PlanBuild(
    LakeJob job,
    SessionPool sessions,
    RunPlan plan,
    Staging staging,
    bool withProfiles,
    StepContext context
)
{
    private readonly Lock _report = new();
    private StepProgress _progress = new(0, 0);

    /// <summary>The models that are not skipped, in the order of the plan.</summary>
    public async Task<IReadOnlyList<BuiltModel>> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var builds = new Dictionary<TableName, Task<BuiltModel>>();
        foreach (var planned in plan.Models.Where(m => !m.IsSkipped))
        {
            // Those before it in the plan at most: there is no circle.
            var needed = builds.Where(b => Needs(planned, b.Key)).Select(b => b.Value).ToList();
            builds.Add(planned.Table, BuildAsync(planned, needed, stop));
        }
        return await Task.WhenAll(builds.Values);
    }

    private async Task<BuiltModel> BuildAsync(
        ModelPlan planned,
        IReadOnlyList<Task<BuiltModel>> needed,
        CancellationTokenSource stop
    )
    {
        try
        {
            var before = await Task.WhenAll(needed);
            return await sessions.RunAsync(session => Build(session, planned, before, stop.Token), stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private BuiltModel Build(
        DuckDbSession session,
        ModelPlan planned,
        IReadOnlyList<BuiltModel> before,
        CancellationToken cancellationToken
    )
    {
        Report(planned, 0, 0);
        var expected = planned.Header.AccountsFor is { } main
            ? before.FirstOrDefault(b => b.Plan.Table == main)?.Table?.Rows ?? plan.InputOf(main)?.Rows
            : null;
        var built = new ModelBuild(session, job, planned, staging.Stage, cancellationToken).Run(
            expected,
            context.Time.GetUtcNow()
        );
        if (job.Watch is { } watch && built.Table is { Rows: > 0 } rows)
            built = built with
            {
                Seen = watch.Look(
                    session,
                    rows.Table,
                    rows.Written.Content,
                    rows.Schema,
                    planned.Model.Contract,
                    cancellationToken
                ),
            };
        if (withProfiles && built.Table is { Rows: > 0 } table)
            built = built with
            {
                Profile = new ProfileScan(session, table, planned.Model.Contract, cancellationToken).Run(),
            };
        Report(planned, built.Table?.Rows ?? 0, built.Table?.Bytes ?? 0);
        return built;
    }

    private static bool Needs(ModelPlan planned, TableName table) =>
        planned.Model.Inputs.Contains(table)
        || planned.Header.AccountsFor == table
        || (planned.Model.Contract?.Rules.Any(r => Names(r, table)) ?? false);

    // The SQL of a rule may ask another table. Where it only has the word in it, one model waits for nothing.
    private static bool Names(ContractRule rule, TableName table) =>
        (
            rule switch
            {
                TableRule r => r.Query,
                RowRule r => r.BrokenWhen,
                _ => "",
            }
        ).Contains(table.Name, StringComparison.OrdinalIgnoreCase);

    private void Report(ModelPlan planned, long rows, long bytes)
    {
        lock (_report)
        {
            _progress = new StepProgress(
                _progress.Rows + rows,
                _progress.Bytes + bytes,
                Detail: planned.Table.ToString()
            );
            context.Progress.Report(_progress);
        }
    }
}
