using Penstock.Core.Scripting;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Tells what running models would do, without doing any of it.</summary>
public sealed class PlanModels(Lake lake, IScriptSandbox scripts)
{
    /// <summary>The selected models in the order they would run.</summary>
    /// <exception cref="Core.Errors.UsageException">A model, a contract or the selection is malformed; names file and line.</exception>
    /// <exception cref="Core.Errors.PenstockException">An input is neither there nor made by a model before.</exception>
    public async Task<IReadOnlyList<PlannedModel>> RunAsync(RunModelsOptions options, CancellationToken cancellationToken = default)
    {
        var project = await ModelProject.LoadAsync(options.Project, scripts, options.Variables, options.FullRefresh, cancellationToken);
        var models = await ModelSelector.ModelsAsync(lake, project, options, cancellationToken);
        var plan = await RunPlan.MakeAsync(lake, models, options, cancellationToken, project.Seeds);
        var definitions = await PublishedModels.DefinitionsAsync(lake, cancellationToken);
        List<PlannedModel> planned = [];
        foreach (var model in plan.Models) planned.Add(await DescribeAsync(plan, model, definitions, options, cancellationToken));
        return planned;
    }

    private async Task<PlannedModel> DescribeAsync(RunPlan plan, ModelPlan model, IReadOnlyDictionary<TableName, string> definitions, RunModelsOptions options, CancellationToken cancellationToken)
    {
        var (rows, bytes) = (0L, 0L);
        foreach (var table in await BaseAsync(model.Model.Inputs, cancellationToken))
        {
            if (await lake.Tables.FindCurrentAsync(table, cancellationToken) is not { } snapshot) continue;
            (rows, bytes) = (rows + snapshot.Rows, bytes + snapshot.Bytes);
        }
        var action = model switch
        {
            { IsSkipped: true } => "skip",
            { Header.Materialized: Materialization.View } => "define",
            { ChangesTable: true } => "change",
            _ => "make",
        };
        return new PlannedModel(
            model.Table, model.Header.Materialized, action, Reason(plan, model, definitions, options), model.Model.Inputs, model.IsSkipped ? 0 : rows, model.IsSkipped ? 0 : bytes,
            model.Current?.Rows, model.Current?.Bytes);
    }

    private static string Reason(RunPlan plan, ModelPlan model, IReadOnlyDictionary<TableName, string> definitions, RunModelsOptions options)
    {
        if (model.IsSkipped) return "nothing it is made from has changed";
        if (model.Current is null && model.CurrentView is null) return "it was never made";
        if (options.FullRefresh) return "a full refresh is asked for";
        var before = plan.Models.Where(m => !m.IsSkipped && model.Model.DependsOn.Contains(m.Table)).Select(m => m.Table).ToList();
        if (definitions.GetValueOrDefault(model.Table) is { } definition && definition != model.Model.Definition) return "its SQL, config, contract or variables have changed";
        return before.Count > 0 ? $"it reads {string.Join(", ", before)}" : options.Force ? "it is forced" : $"{string.Join(", ", model.Model.Inputs)} changed";
    }

    private async Task<IReadOnlyList<TableName>> BaseAsync(IReadOnlyList<TableName> tables, CancellationToken cancellationToken)
    {
        List<TableName> all = [];
        foreach (var table in tables)
        {
            if (await lake.Views.FindAsync(table, cancellationToken) is { } view) all.AddRange(await BaseAsync(view.Inputs, cancellationToken));
            else all.Add(table);
        }
        return [.. all.Distinct()];
    }
}
