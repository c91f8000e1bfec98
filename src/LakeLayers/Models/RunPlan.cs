using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// What a run will read and do. An input that the project's models make counts by its fingerprint, so that a model whose input
/// was made again from the same things is not run; any other input counts by its snapshot.
/// </summary>
internal sealed class RunPlan
{
    private const string Version = "penstock-models-1"; // Raise it when the same SQL and contract would give other tables.

    private readonly Dictionary<TableName, TableSnapshot> _snapshots = [];
    private readonly List<ModelPlan> _models = [];

    private RunPlan()
    {
    }

    /// <summary>The models in order.</summary>
    public IReadOnlyList<ModelPlan> Models => _models;

    /// <summary>The snapshots that the models to be run read, without those made in the run itself.</summary>
    public IReadOnlyList<TableSnapshot> Inputs => [.. _models.Where(m => !m.IsSkipped).SelectMany(m => Read(m.Model)).Distinct().Select(t => _snapshots[t])];

    public static async Task<RunPlan> MakeAsync(Lake lake, ModelProject project, RunModelsOptions options, CancellationToken cancellationToken)
    {
        var plan = new RunPlan();
        foreach (var model in project.Select(options.Models)) await plan.AddAsync(lake, project, model, options, cancellationToken);
        return plan;
    }

    /// <summary>The snapshot of a table that is read and not made in this run, or null.</summary>
    public TableSnapshot? InputOf(TableName table) => _snapshots.GetValueOrDefault(table);

    private async Task AddAsync(Lake lake, ModelProject project, Model model, RunModelsOptions options, CancellationToken cancellationToken)
    {
        var sql = ModelRenderer.Render(model, project, options.Variables);
        var made = new StringBuilder(Version).Append('\n').Append(model.Header.AccountsFor).Append('\n');
        foreach (var table in model.Inputs)
        {
            if (_models.FirstOrDefault(m => m.Model.Table == table) is { } earlier)
            {
                made.Append(table).Append(' ').Append(earlier.Fingerprint).Append('\n');
                if (earlier.IsSkipped) _snapshots[table] = earlier.Current!;
                continue;
            }
            var snapshot = _snapshots.GetValueOrDefault(table) ?? await lake.Tables.FindCurrentAsync(table, cancellationToken)
                ?? throw Missing(model, table);
            _snapshots[table] = snapshot;
            made.Append(table).Append(' ').Append(model.DependsOn.Contains(table) ? snapshot.Fingerprint : $"{snapshot.Id}").Append('\n');
        }
        made.Append(sql).Append('\n').Append(model.Contract?.Text);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made.ToString())));

        var current = await lake.Tables.FindCurrentAsync(model.Table, cancellationToken);
        if (model.ReadsItself) _snapshots[model.Table] = current ?? throw Missing(model, model.Table);
        var quarantine = await lake.Tables.FindCurrentAsync(model.Table.Quarantine, cancellationToken);
        _models.Add(new ModelPlan(model, sql, fingerprint, current, quarantine, !options.Force && current?.Fingerprint == fingerprint));
    }

    private IEnumerable<TableName> Read(Model model)
    {
        var made = _models.Where(m => !m.IsSkipped).Select(m => m.Model.Table).ToHashSet();
        return model.Inputs.Where(t => !made.Contains(t)).Concat(model.ReadsItself ? [model.Table] : []);
    }

    private static PenstockException Missing(Model model, TableName table) => new(
        "A model reads a table that has no rows yet", $"{model.File} reads {table}", "Nothing was changed",
        $"run the step that makes {table} first; penstock zones ls shows what is there");
}
