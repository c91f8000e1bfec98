using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Models.Layout;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Runs one model's query. Most rows of most models are fine, so the good rows stream straight into the table's file, with the
/// contract checked in the same pass; only when rows are missing there does a second pass fetch the others. The query must
/// therefore give the same rows each time it runs on the same inputs, which the fingerprint asks of it anyway.
/// </summary>
internal sealed class ModelBuild(
    DuckDbSession session,
    LakeJob job,
    ModelPlan plan,
    Func<StagedObject> stage,
    CancellationToken cancellationToken
)
{
    private readonly Model _model = plan.Model;

    // Null: the query gives the whole table.
    private ModelChange? _change = plan.ChangesTable ? new ModelChange(session, job, plan, cancellationToken) : null;
    private string _sql = plan.Sql.Sql;

    /// <param name="expectedRows">Rows of the table whose rows the model accounts for, when it says so.</param>
    /// <param name="now">The time of quarantine, and of versions.</param>
    public BuiltModel Run(long? expectedRows, DateTimeOffset now)
    {
        var started = TimeProvider.System.GetTimestamp();
        var columns = Columns(ModelSql.Describe(_sql));
        if (_model.Header.Materialized == Materialization.View)
            return View(columns, started);
        ModelKeys.RequireColumns(_model, columns);
        if (_model.Header.Materialized == Materialization.Snapshot)
            columns = History(columns, now);
        else if (_change is not null)
            columns = Align(columns);

        var given = new ModelOutput(columns);
        var protection = Protect(
            given,
            _model.Header.Materialized == Materialization.Snapshot ? null : _model.Contract
        );
        var output = protection.Output;
        var assigned = new SchemaAssignment(plan.CurrentColumns).Assign(session, output.Describe(_model));
        var rules = ContractBinder.Bind(session, _model.Contract, given, output, cancellationToken);
        var writer = new RowWriter(
            session,
            stage,
            assigned.Schema,
            ModelLayout.Of(plan, assigned.Schema),
            job.Lake.Options.MaxPartitions,
            cancellationToken
        );
        var written = Guarded(() => writer.Write(ModelSql.Kept(_sql, protection, assigned.Schema, rules)));
        var isComplete = !plan.ChangesTable && written.Rows == expectedRows && !rules.HasWarnings;
        Guarded(() =>
            session.Execute(ModelSql.CreateRest(_sql, protection, rules, isComplete), null, cancellationToken)
        );
        written = RefusedRows.RemoveDuplicates(
            session,
            output,
            rules,
            written,
            writer,
            (rule, rows) => Others(rule, rows, writer),
            cancellationToken
        );

        var rowsOut = written.Rows;
        var table = new BuiltTable(
            _model.Table,
            job.FolderOf(_model.Table),
            written.WithStatistics(),
            output.Describe(_model),
            assigned,
            writer.Layout
        );
        var (change, keepsRows) = (FileChanges.None, false);
        if (_change is null)
        {
            RequireAllVersions(written);
            LakeJob.AttachView(session, _model.Table, $"FROM {written.Content}", cancellationToken);
        }
        else
            (table, change, keepsRows) = Change(table, writer);

        List<RuleResult> results =
        [
            .. RefusedRows.Count(session, rules, cancellationToken),
            .. TableRuleCheck.Run(session, _model.Contract, cancellationToken),
        ];
        Refuse(results);
        var quarantine = WriteQuarantine(output, rules, now);
        var account = Account(plan.ChangesTable ? null : expectedRows, rowsOut, quarantine?.Rows ?? 0);
        session.Execute("DROP TABLE model_rest");
        return new BuiltModel(
            plan,
            table.Schema,
            account,
            results,
            plan.Sql.Sql,
            TimeProvider.System.GetElapsedTime(started)
        )
        {
            Table = table,
            Quarantine = quarantine,
            Deletes = change.Deletes,
            Removed = change.Removed,
            KeepsRows = keepsRows,
        };
    }

    private BuiltModel View(List<FieldSchema> columns, long started)
    {
        LakeJob.AttachView(session, _model.Table, _sql, cancellationToken);
        var account = new RowAccount(_model.Table, 0, 0, 0, new Dictionary<string, long>());
        return new BuiltModel(
            plan,
            new ModelOutput(columns).Describe(_model),
            account,
            [],
            _sql,
            TimeProvider.System.GetElapsedTime(started)
        );
    }

    private RowProtection Protect(ModelOutput given, DataContract? contract)
    {
        try
        {
            return RowProtection.Prepare(session, job.Lake, contract, given, _sql, cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(_model, plan.Sql, e);
        }
    }

    // New rows are compared with those of the history, which hold protected values already.
    private List<FieldSchema> History(List<FieldSchema> columns, DateTimeOffset now)
    {
        var protection = Protect(new ModelOutput(columns), _model.Contract);
        if (protection.Star != "*")
        {
            _sql = $"SELECT {protection.Star} FROM ({_sql}\n)";
            columns = [.. protection.Output.Columns];
        }
        ModelKeys.RequireUnique(session, $"({_sql}\n)", _model.Header.UniqueKey, _model, cancellationToken);
        ModelHistory.RequireFree(_model, columns.Select(c => c.Name));
        var output = new ModelOutput(columns);
        var aligned = plan.ChangesTable
            ? new ModelColumns(session, plan, $"({_sql}\n)", cancellationToken).OfHistory(columns)
            : [.. output.Published.Select(c => new AlignedColumn(c.Name, c.Type, false, true, false))];
        var steering = columns.Except(output.Published).Select(c => c.Name).ToList();
        var rewrites = aligned.Any(c => c.IsRewritten);
        if (rewrites)
            _change = null;
        _sql = new ModelHistory(plan, _sql, aligned, steering, now).Query(all: rewrites);
        return Columns(ModelSql.Describe(_sql));
    }

    private List<FieldSchema> Align(List<FieldSchema> columns)
    {
        var aligned = new ModelColumns(session, plan, $"({_sql}\n)", cancellationToken).OfTable(
            columns,
            _model.Header.OnSchemaChange
        );
        var steering = columns.Except(new ModelOutput(columns).Published).Select(c => c.Name).ToList();
        if (aligned.Any(c => c.IsRewritten))
        {
            if (_change!.ReplacesPartitions)
                throw new PenstockException(
                    $"{_model.Table} would have to be written anew for wider columns, which insert_overwrite does not do: "
                        + string.Join(", ", aligned.Where(c => c.IsRewritten).Select(c => $"{c.Name} {c.Type}")),
                    _model.File,
                    "Nothing of this step was published; the tables are as they were",
                    "make the table from the beginning: run with --full-refresh"
                );
            _change.CheckKeys($"({_sql}\n)");
            _sql = ChangeSql.Whole(plan, _sql, aligned, steering);
            _change = null;
        }
        else
            _sql = ChangeSql.NewRows(plan, _sql, aligned, steering);
        return Columns(ModelSql.Describe(_sql));
    }

    // What is written anew must hold all that was there.
    private void RequireAllVersions(WrittenRows written)
    {
        if (!plan.ChangesTable || _model.Header.Materialized != Materialization.Snapshot)
            return;
        var lost = session.Scalar<long>(
            $"SELECT count(*) FROM {Sql.Identifier(plan.Table.Zone, plan.Table.Name)} "
                + $"ANTI JOIN {written.Content} USING ({HistoryColumns.VersionId})",
            null,
            cancellationToken
        );
        if (lost > 0)
            throw new PenstockException(
                $"The history would lose {lost} versions: a rule of the contract that rows are unique keeps them out",
                _model.Contract?.File ?? _model.File,
                "Nothing of this step was published; the tables are as they were",
                $"let the rule name {HistoryColumns.VersionId} too, and run again"
            );
    }

    private (BuiltTable Table, FileChanges Change, bool KeepsRows) Change(BuiltTable added, RowWriter writer)
    {
        _change!.CheckKeys(added.Written.Content);
        var change = _change.Replace(added.Written, writer, stage);
        LakeJob.AttachView(session, _model.Table, _change.After(added, change), cancellationToken);
        if (!_change.MustRewrite)
            return (added, change, true);
        var all = writer.Write(ModelSql.Table(_model.Table, added.Schema, added.Columns.Schema));
        LakeJob.AttachView(session, _model.Table, $"FROM {all.Content}", cancellationToken);
        return (
            new BuiltTable(
                _model.Table,
                job.FolderOf(_model.Table),
                all.WithStatistics(),
                added.Schema,
                added.Columns,
                added.Layout
            ),
            FileChanges.None,
            false
        );
    }

    private RowAccount Account(long? expected, long kept, long quarantined)
    {
        var dropped = session
            .Query("SELECT _drop_reason, count(*) FROM model_rest WHERE _drop_reason IS NOT NULL GROUP BY 1 ORDER BY 1")
            .Rows.ToDictionary(r => (string)r[0]!, r => Convert.ToInt64(r[1], null));
        var account = new RowAccount(
            _model.Table,
            expected ?? kept + quarantined + dropped.Values.Sum(),
            kept,
            quarantined,
            dropped
        );
        return account.Balances
            ? account
            : throw new PenstockException(
                $"The model does not account for every row of {_model.Header.AccountsFor}: {expected} rows went in, "
                    + $"{kept} came out, {quarantined} to quarantine, {dropped.Values.Sum()} dropped by a rule",
                _model.File,
                "Nothing of this step was published; the tables are as they were",
                "keep each row once and name the others in _drop_reason, or take accounts_for out of the model"
            );
    }

    // Rows that are there and stay must not be met again either.
    private string? Others(UniqueRule rule, WrittenRows written, RowWriter writer)
    {
        if (
            _change is null
            || rule.Columns.Order(StringComparer.Ordinal).SequenceEqual(_change.Key.Order(StringComparer.Ordinal))
        )
            return null;
        var stays =
            _change.ReplacesPartitions ? $" WHERE NOT ({writer.IsInPartitionOf(written)})"
            : _change.Key.Count == 0 ? ""
            : $" ANTI JOIN {written.Content} AS written ON {Sql.Same("held", "written", _change.Key)}";
        return $"(FROM {Sql.Identifier(_model.Table.Zone, _model.Table.Name)} AS held{stays})";
    }

    private void Refuse(List<RuleResult> results)
    {
        var breaches = results
            .Where(r => r.Rows > 0 && r.Rule.Policy == BreachPolicy.Fail)
            .Select(r => $"line {r.Rule.Line}: {r}")
            .ToList();
        if (breaches.Count > 0)
            throw new ContractBreachException(_model.Table, _model.Contract!.File, breaches);
    }

    private BuiltTable? WriteQuarantine(ModelOutput output, RuleSet rules, DateTimeOffset now)
    {
        if (rules.Rules.Count == 0)
            return null;
        var select = QuarantineSql.Select(output, rules, now);
        var schema = Columns($"DESCRIBE {select}");
        var columns = new SchemaAssignment(plan.CurrentQuarantine?.Columns).Assign(session, schema);
        var writer = new RowWriter(session, stage, columns.Schema, TableLayout.Plain, 1, cancellationToken);
        var written = writer.Write($"SELECT {ParquetCopy.Select(schema, columns.Schema)} FROM ({select})");
        return written.Rows == 0
            ? null
            : new BuiltTable(
                _model.Table.Quarantine,
                job.FolderOf(_model.Table.Quarantine),
                written.WithStatistics(),
                schema,
                columns,
                null
            );
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(_model, plan.Sql, e);
        }
    }

    private List<FieldSchema> Columns(string describe)
    {
        try
        {
            return
            [
                .. session
                    .Query(describe, null, cancellationToken)
                    .Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!)),
            ];
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(_model, plan.Sql, e);
        }
    }
}
