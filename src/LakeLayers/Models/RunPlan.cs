using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Layout;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// What a run will read and do. An input that the project's models make counts by its fingerprint, which is another when it
/// was made again by wish; any other input counts by its snapshot; compaction makes no difference.
/// </summary>
internal sealed class RunPlan
{
    private const string Version = "penstock-models-2"; // Raise it when the same SQL and contract would give other tables.

    // What follows it in a fingerprint tells apart tables that were made again, by wish, from the same things.
    private const char MadeAgain = '.';

    private readonly Lake _lake;
    private readonly RunModelsOptions _options;
    private readonly Dictionary<TableName, TableSnapshot> _snapshots = [];
    private readonly Dictionary<TableName, TableView> _views = [];
    private readonly List<ModelPlan> _models = [];
    private IReadOnlyDictionary<TableName, string> _pending = new Dictionary<TableName, string>();
    private IReadOnlyDictionary<TableName, string> _protections = new Dictionary<TableName, string>();

    private RunPlan(Lake lake, RunModelsOptions options) => (_lake, _options) = (lake, options);

    /// <summary>The models in order.</summary>
    public IReadOnlyList<ModelPlan> Models => _models;

    /// <summary>
    /// The tables that the models to be run read, without those made in the run itself; views after what they read.
    /// </summary>
    public IReadOnlyList<TableName> Inputs
    {
        get
        {
            List<TableName> inputs = [];
            foreach (var table in _models.Where(m => !m.IsSkipped).SelectMany(Read))
                AddWithBase(table, inputs);
            return inputs;
        }
    }

    /// <param name="lake">The lake.</param>
    /// <param name="models">The models, each after those it reads.</param>
    /// <param name="options">How they are run.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="pending">Tables that will be others by then, with what they would be known by, for a plan that is not
    /// carried out.</param>
    public static async Task<RunPlan> MakeAsync(
        Lake lake,
        IReadOnlyList<Model> models,
        RunModelsOptions options,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<TableName, string>? pending = null
    )
    {
        var plan = new RunPlan(lake, options)
        {
            _protections = await PublishedModels.ProtectionsAsync(lake, cancellationToken),
        };
        if (pending is not null)
            plan._pending = pending;
        foreach (var model in models)
            await plan.AddAsync(model, cancellationToken);
        return plan;
    }

    /// <summary>The snapshot of a table that is read and not made in this run, or null.</summary>
    public TableSnapshot? InputOf(TableName table) => _snapshots.GetValueOrDefault(table);

    /// <summary>The same for a view.</summary>
    public TableView? ViewOf(TableName table) => _views.GetValueOrDefault(table);

    /// <summary>Refuses work on rows of a table that were protected otherwise than the contract says now.</summary>
    public void RequireSameProtection(ModelPlan plan) => CheckProtection(plan.Model, plan.Protection);

    /// <summary>Whether a view that is read reads a table.</summary>
    public bool IsReadByView(TableName table) => _views.Values.Any(v => v.Inputs.Contains(table));

    private async Task AddAsync(Model model, CancellationToken cancellationToken)
    {
        if (model.Missing is [var missing, ..])
            throw new UsageException(
                $"The variable '{missing.Name}' has no value and no default",
                $"{model.File}:{missing.Line}",
                $"penstock run <workflow> --var {missing.Name}=…"
            );
        var current = await _lake.Tables.FindCurrentAsync(model.Table, cancellationToken);
        var isKept =
            model.Header.Materialized is Materialization.Incremental or Materialization.Snapshot
            && !(model.Header.FullRefresh ?? _options.FullRefresh);
        // A history is never made anew by the way: what it tells is nowhere else.
        if (model.Header is { Materialized: Materialization.Snapshot, FullRefresh: null })
            isKept = true;
        var changes = isKept && current is { Files.Count: > 0 };
        var protection = ContractProtection.Of(model.Contract, _lake.Options.Privacy);
        if (changes)
            CheckProtection(model, protection);
        var sql = model.Sql(isIncremental: changes && model.Header.Materialized == Materialization.Incremental);

        var made = new StringBuilder(Version)
            .Append('\n')
            .Append(model.Header.AccountsFor)
            .Append('\n')
            .Append(Settings(model.Header))
            .Append('\n');
        foreach (var table in model.Inputs)
        {
            if (_models.FirstOrDefault(m => m.Table == table) is { } earlier)
            {
                made.Append(table).Append(' ').Append(earlier.Fingerprint).Append('\n');
                if (earlier is { IsSkipped: true, Current: { } kept })
                    _snapshots[table] = kept;
                if (earlier is { IsSkipped: true, CurrentView: { } skipped })
                    await KnowAsync(skipped, cancellationToken);
                continue;
            }
            await AppendAsync(made, model, table, cancellationToken);
        }
        // Of an incremental model the query for the beginning counts: that for a change differs between the first run and the
        // second.
        made.Append(model.CompiledSql)
            .Append('\n')
            .Append(model.Contract?.Text)
            .Append(protection.Length == 0 ? "" : $"\n{protection}");
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made.ToString())));

        if (sql.ReadsItself || changes)
            _snapshots[model.Table] = current ?? throw Missing(model, model.Table);
        var view = current is null ? await _lake.Views.FindAsync(model.Table, cancellationToken) : null;
        var known = model.Header.Materialized == Materialization.View ? view?.Fingerprint : current?.Fingerprint;
        var isSame = known is not null && known.Split(MadeAgain)[0] == fingerprint;
        var isSkipped = !_options.Force && !_options.FullRefresh && isSame;
        // Who makes a table again from the same things wants other rows of it: those who read it are made again too.
        if (isSame)
            fingerprint = isSkipped ? known! : $"{fingerprint}{MadeAgain}{Guid.NewGuid():N}";
        _models.Add(
            new ModelPlan(model, sql, fingerprint)
            {
                Current = current,
                CurrentView = view,
                CurrentColumns =
                    current?.Columns ?? await _lake.Tables.FindColumnsAsync(model.Table, cancellationToken),
                CurrentQuarantine = await _lake.Tables.FindCurrentAsync(model.Table.Quarantine, cancellationToken),
                ChangesTable = changes,
                IsSkipped = isSkipped,
                Protection = protection,
                Present =
                    isSkipped || model.Header.Materialized == Materialization.View
                        ? PresentLayout.None
                        : await PresentLayout.ReadAsync(_lake, model.Table, cancellationToken),
            }
        );
    }

    private async Task AppendAsync(
        StringBuilder made,
        Model model,
        TableName table,
        CancellationToken cancellationToken
    )
    {
        if (_pending.TryGetValue(table, out var seed))
            made.Append(table).Append(' ').Append(seed).Append('\n');
        else if (await FindAsync(table, cancellationToken) is { } snapshot)
            made.Append(table)
                .Append(' ')
                .Append(model.DependsOn.Contains(table) ? snapshot.Fingerprint : $"{snapshot.ContentId}")
                .Append('\n');
        else if (await _lake.Views.FindAsync(table, cancellationToken) is { } view)
        {
            made.Append(table).Append(' ').Append(view.Fingerprint).Append('\n');
            await KnowAsync(view, cancellationToken);
            foreach (var input in view.Inputs)
                await AppendAsync(made, model, input, cancellationToken);
        }
        else
            throw Missing(model, table);
    }

    private async Task<TableSnapshot?> FindAsync(TableName table, CancellationToken cancellationToken)
    {
        if (_snapshots.TryGetValue(table, out var known))
            return known;
        var snapshot = await _lake.Tables.FindCurrentAsync(table, cancellationToken);
        if (snapshot is not null)
            _snapshots[table] = snapshot;
        return snapshot;
    }

    private async Task KnowAsync(TableView view, CancellationToken cancellationToken)
    {
        _views[view.Table] = view;
        foreach (var input in view.Inputs)
        {
            if (
                await FindAsync(input, cancellationToken) is null
                && await _lake.Views.FindAsync(input, cancellationToken) is { } inner
            )
                await KnowAsync(inner, cancellationToken);
        }
    }

    private IEnumerable<TableName> Read(ModelPlan plan)
    {
        var made = _models.Where(m => !m.IsSkipped).Select(m => m.Table).ToHashSet();
        return plan
            .Model.Inputs.Where(t => !made.Contains(t))
            .Concat(plan.ChangesTable || plan.Sql.ReadsItself ? [plan.Table] : []);
    }

    private void AddWithBase(TableName table, List<TableName> inputs)
    {
        if (inputs.Contains(table))
            return;
        if (_views.TryGetValue(table, out var view))
        {
            foreach (var input in view.Inputs)
                AddWithBase(input, inputs);
        }
        inputs.Add(table);
    }

    // What is not said is left out, so that a table stays what it was when there is more that can be said.
    private static string Settings(ModelHeader header) =>
        header.Materialized == Materialization.Table && header.OrderBy.Count + header.PartitionBy.Count == 0
            ? ""
            : string.Join(
                '|',
                header.Materialized,
                string.Join(',', header.UniqueKey),
                header.Strategy,
                header.OnSchemaChange,
                header.UpdatedAt,
                string.Join(',', header.CheckColumns),
                header.EndsDeletedRows,
                string.Join(',', header.OrderBy)
            )
                + (header.ComparesColumns == true && header.UpdatedAt is not null ? "|check" : "")
                + (header.RecordsDeletedRows ? "|new_record" : "")
                + (header.PartitionBy.Count == 0 ? "" : $"|{string.Join(',', header.PartitionBy)}");

    // Rows that are there hold what was kept of them then: new ones beside them would not match, and clear values would stay.
    private void CheckProtection(Model model, string protection)
    {
        if (_protections.GetValueOrDefault(model.Table, "") == protection)
            return;
        throw new PenstockException(
            $"The contract protects other columns than those of the rows that {model.Table} holds, or with another key",
            $"{model.Contract?.File ?? model.File}",
            "Nothing was changed; the table is as it was",
            model.Header.Materialized == Materialization.Snapshot
                ? "a history cannot be made anew: take the change back, or set full_refresh: true for one run, which begins the history again"
                : "make the table from the beginning: run with --full-refresh"
        );
    }

    private static PenstockException Missing(Model model, TableName table) =>
        new(
            "A model reads a table that has no rows yet",
            $"{model.File} reads {table}",
            "Nothing was changed",
            $"run the step that makes {table} first; penstock zones ls shows what is there"
        );
}
