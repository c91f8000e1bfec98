using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Tells what running models would do, without doing any of it.</summary>
public sealed class PlanModels(Lake lake)
{
    /// <summary>The selected models in the order they would run.</summary>
    /// <param name="options">As for a run.</param>
    /// <param name="forecast">What steps before would change; is told what the models would.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Core.Errors.UsageException">A model, a contract or the selection is malformed; names file and
    /// line.</exception>
    /// <exception cref="Core.Errors.PenstockException">An input is neither there nor made by a model or a step
    /// before.</exception>
    public async Task<IReadOnlyList<PlannedModel>> RunAsync(
        RunModelsOptions options,
        Forecast forecast,
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
        var plan = await RunPlan.MakeAsync(
            lake,
            models,
            options,
            cancellationToken,
            await PendingAsync(project, models, forecast, cancellationToken)
        );
        var definitions = await PublishedModels.DefinitionsAsync(lake, cancellationToken);
        List<PlannedModel> planned = [];
        foreach (var model in plan.Models)
        {
            var reason = Reason(plan, model, definitions, options, forecast);
            planned.Add(await DescribeAsync(model, reason, forecast, cancellationToken));
            if (!model.IsSkipped)
                forecast.Expect(model.Table.ToString(), Expect(model, planned[^1]));
        }
        return planned;
    }

    /// <summary>The models of a run as the plan of one step.</summary>
    public async Task<StepPlan> StepAsync(
        RunModelsOptions options,
        Forecast forecast,
        CancellationToken cancellationToken = default
    )
    {
        var models = await RunAsync(options, forecast, cancellationToken);
        var made = models.Where(m => m.Action != "skip").ToList();
        var reads = models
            .SelectMany(m => m.Reads)
            .Except(models.Select(m => m.Table))
            .Distinct()
            .Select(t => t.ToString())
            .ToList();
        var writes = models
            .Select(m => new PlannedWrite(m.Table.ToString(), m.Action, m.Reason, m.RowsWritten, m.BytesWritten))
            .ToList();
        return new StepPlan(
            made.Count > 0,
            made.Count > 0 ? $"{made.Count} of {models.Count} models" : "nothing the models are made from has changed"
        )
        {
            Reads = reads,
            Writes = writes,
            Rows = made.TrueForAll(m => m.RowsWritten is not null) ? made.Sum(m => m.RowsWritten) : null,
            Bytes = made.TrueForAll(m => m.BytesWritten is not null) ? made.Sum(m => m.BytesWritten) : null,
        };
    }

    // What will be another table by then has no fingerprint yet; seeds have.
    private static async Task<Dictionary<TableName, string>> PendingAsync(
        ModelProject project,
        IReadOnlyList<Model> models,
        Forecast forecast,
        CancellationToken cancellationToken
    )
    {
        var pending = models
            .SelectMany(m => m.Inputs)
            .Distinct()
            .Where(t => forecast.Find(t.ToString()) is not null)
            .ToDictionary(t => t, _ => "expected");
        foreach (var seed in project.Seeds)
            pending[seed.Table] = await LoadSeeds.FingerprintAsync(seed, cancellationToken);
        return pending;
    }

    private async Task<PlannedModel> DescribeAsync(
        ModelPlan model,
        string reason,
        Forecast forecast,
        CancellationToken cancellationToken
    )
    {
        var (rows, bytes, written, then) = (0L, 0L, (long?)0, (long?)0);
        foreach (var table in await BaseAsync(model.Model.Inputs, cancellationToken))
        {
            var snapshot = await lake.Tables.FindCurrentAsync(table, cancellationToken);
            (rows, bytes) = (rows + (snapshot?.Rows ?? 0), bytes + (snapshot?.Bytes ?? 0));
            (written, then) = forecast.Find(table.ToString()) is { } coming
                ? (written + coming.Written, then + coming.Rows)
                : (written, then + (snapshot?.Rows ?? 0));
        }
        var action = model switch
        {
            { IsSkipped: true } => "skip",
            { Header.Materialized: Materialization.View } => "define",
            { ChangesTable: true } => "change",
            _ => "make",
        };
        var isNothing = action is "skip" or "define";
        var factor = action == "change" && written > 0 ? written : then;
        return new PlannedModel(
            model.Table,
            model.Header.Materialized,
            action,
            reason,
            model.Model.Inputs,
            model.IsSkipped ? 0 : rows,
            model.IsSkipped ? 0 : bytes,
            model.Current?.Rows,
            model.Current?.Bytes
        )
        {
            RowsWritten = isNothing ? 0 : ExpectedChange.Scale(model.Current?.Rows, rows, factor),
            BytesWritten = isNothing ? 0 : ExpectedChange.Scale(model.Current?.Bytes, rows, factor),
        };
    }

    private static ExpectedChange Expect(ModelPlan model, PlannedModel planned) =>
        planned.Action switch
        {
            "define" => new ExpectedChange(null, null),
            "change" => new ExpectedChange(planned.RowsWritten, model.Current?.Rows + planned.RowsWritten),
            _ => new ExpectedChange(planned.RowsWritten, planned.RowsWritten),
        };

    private static string Reason(
        RunPlan plan,
        ModelPlan model,
        IReadOnlyDictionary<TableName, string> definitions,
        RunModelsOptions options,
        Forecast forecast
    )
    {
        if (model.IsSkipped)
            return "nothing it is made from has changed";
        if (model.Current is null && model.CurrentView is null)
            return "it was never made";
        if (options.FullRefresh)
            return "a full refresh is asked for";
        var before = model
            .Model.Inputs.Where(t =>
                forecast.Find(t.ToString()) is not null || plan.Models.Any(m => !m.IsSkipped && m.Table == t)
            )
            .ToList();
        if (definitions.GetValueOrDefault(model.Table) is { } definition && definition != model.Model.Definition)
            return "its SQL, config, contract or variables have changed";
        return before.Count > 0 ? $"it reads {string.Join(", ", before)}"
            : options.Force ? "it is forced"
            : $"{string.Join(", ", model.Model.Inputs)} changed";
    }

    private async Task<IReadOnlyList<TableName>> BaseAsync(
        IReadOnlyList<TableName> tables,
        CancellationToken cancellationToken
    )
    {
        List<TableName> all = [];
        foreach (var table in tables)
        {
            if (await lake.Views.FindAsync(table, cancellationToken) is { } view)
                all.AddRange(await BaseAsync(view.Inputs, cancellationToken));
            else
                all.Add(table);
        }
        return [.. all.Distinct()];
    }
}
