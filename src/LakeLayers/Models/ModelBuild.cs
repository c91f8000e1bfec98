using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Runs one model's query. Most rows of most models are fine, so the good rows stream straight into the table's file, with the
/// contract checked in the same pass; only when rows are missing there does a second pass fetch the others. The query must
/// therefore give the same rows each time it runs on the same inputs, which the fingerprint asks of it anyway.
/// </summary>
internal sealed class ModelBuild(DuckDbSession session, LakeJob job, ModelPlan plan, Func<StagedObject> stage, CancellationToken cancellationToken)
{
    private readonly Model _model = plan.Model;
    private readonly ModelChange? _change = plan.ChangesTable ? new ModelChange(session, job, plan, cancellationToken) : null;
    private string _sql = plan.Sql.Sql;

    /// <param name="expectedRows">Rows of the table whose rows the model accounts for, when it says so.</param>
    /// <param name="now">The time of quarantine, and of versions.</param>
    public BuiltModel Run(long? expectedRows, DateTimeOffset now)
    {
        var started = TimeProvider.System.GetTimestamp();
        var columns = Columns(ModelSql.Describe(_sql));
        if (_model.Header.Materialized == Materialization.View) return View(columns, started);
        ModelKeys.RequireColumns(_model, columns);
        if (_model.Header.Materialized == Materialization.Snapshot) columns = History(columns, now);
        else if (_change is not null) columns = Align(columns);

        var given = new ModelOutput(columns);
        var protection = Protect(given, _model.Header.Materialized == Materialization.Snapshot ? null : _model.Contract);
        var output = protection.Output;
        var assigned = new SchemaAssignment(plan.Current?.Columns).Assign(session, output.Describe(_model));
        var rules = ContractBinder.Bind(session, _model.Contract, given, output, cancellationToken);
        var staged = stage();
        var kept = Execute(ModelSql.CopyKept(_sql, protection, assigned.Schema, rules, _model.Header.OrderBy, staged.LocalPath));
        var isComplete = _change is null && kept == expectedRows && !rules.HasWarnings;
        Execute(ModelSql.CreateRest(_sql, protection, rules, isComplete));
        staged = RefusedRows.RemoveDuplicates(session, output, assigned.Schema, rules, staged, stage, Others, cancellationToken);

        var table = new BuiltTable(_model.Table, staged, Count(Content(staged)), output.Describe(_model), assigned, Statistics(staged, assigned));
        var (deletes, keepsRows) = ((BuiltDeletes?)null, false);
        if (_change is null) LakeJob.AttachView(session, _model.Table, $"FROM {Content(staged)}", cancellationToken);
        else (table, deletes, keepsRows) = Change(table);

        List<RuleResult> results = [.. RefusedRows.Count(session, rules, cancellationToken), .. TableRuleCheck.Run(session, _model.Contract, cancellationToken)];
        Refuse(results);
        var quarantine = WriteQuarantine(output, rules, now);
        var account = Account(_change is null ? expectedRows : null, Count(Content(staged)), quarantine?.Rows ?? 0);
        session.Execute("DROP TABLE model_rest");
        return new BuiltModel(plan, table.Schema, account, results, plan.Sql.Sql, TimeProvider.System.GetElapsedTime(started))
        {
            Table = table, Quarantine = quarantine, Deletes = deletes, KeepsRows = keepsRows,
        };
    }

    private BuiltModel View(List<FieldSchema> columns, long started)
    {
        LakeJob.AttachView(session, _model.Table, _sql, cancellationToken);
        var account = new RowAccount(_model.Table, 0, 0, 0, new Dictionary<string, long>());
        return new BuiltModel(plan, new ModelOutput(columns).Describe(_model), account, [], _sql, TimeProvider.System.GetElapsedTime(started));
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
        _sql = new ModelHistory(plan, _sql, [.. columns.Select(c => c.Name)], now).Query();
        return Columns(ModelSql.Describe(_sql));
    }

    private List<FieldSchema> Align(List<FieldSchema> columns)
    {
        var aligned = new ModelColumns(session, plan).Align(columns);
        _sql = $"SELECT {aligned} FROM ({_sql}\n)";
        return Columns(ModelSql.Describe(_sql));
    }

    private (BuiltTable Table, BuiltDeletes? Deletes, bool KeepsRows) Change(BuiltTable added)
    {
        var rows = Content(added.Staged);
        _change!.CheckKeys(rows);
        var deletes = _change.Replace(rows, stage);
        LakeJob.AttachView(session, _model.Table, _change.After(added, deletes), cancellationToken);
        if (!_change.MustRewrite) return (added, deletes, true);
        var staged = stage();
        session.Execute(ModelSql.CopyTable(_model.Table, added.Schema, added.Columns.Schema, _model.Header.OrderBy, staged.LocalPath), null, cancellationToken);
        LakeJob.AttachView(session, _model.Table, $"FROM {Content(staged)}", cancellationToken);
        return (new BuiltTable(_model.Table, staged, Count(Content(staged)), added.Schema, added.Columns, Statistics(staged, added.Columns)), null, false);
    }

    private RowAccount Account(long? expected, long kept, long quarantined)
    {
        var dropped = session.Query("SELECT _drop_reason, count(*) FROM model_rest WHERE _drop_reason IS NOT NULL GROUP BY 1 ORDER BY 1")
            .Rows.ToDictionary(r => (string)r[0]!, r => Convert.ToInt64(r[1], null));
        var account = new RowAccount(_model.Table, expected ?? kept + quarantined + dropped.Values.Sum(), kept, quarantined, dropped);
        return account.Balances ? account : throw new PenstockException(
            $"The model does not account for every row of {_model.Header.AccountsFor}: {expected} rows went in, "
            + $"{kept} came out, {quarantined} to quarantine, {dropped.Values.Sum()} dropped by a rule",
            _model.File, "Nothing of this step was published; the tables are as they were",
            "keep each row once and name the others in _drop_reason, or take accounts_for out of the model");
    }

    // Rows that are there and stay must not be met again either.
    private string? Others(UniqueRule rule, StagedObject staged) =>
        _change is null || rule.Columns.Order(StringComparer.Ordinal).SequenceEqual(_change.Key.Order(StringComparer.Ordinal)) ? null
            : $"(FROM {Sql.Identifier(_model.Table.Zone, _model.Table.Name)}{(_change.Key.Count == 0 ? "" : $" ANTI JOIN {Content(staged)} USING ({Sql.Identifiers(_change.Key)})")})";

    private void Refuse(List<RuleResult> results)
    {
        var breaches = results.Where(r => r.Rows > 0 && r.Rule.Policy == BreachPolicy.Fail).Select(r => $"line {r.Rule.Line}: {r}").ToList();
        if (breaches.Count > 0) throw new ContractBreachException(_model.Table, _model.Contract!.File, breaches);
    }

    private BuiltTable? WriteQuarantine(ModelOutput output, RuleSet rules, DateTimeOffset now)
    {
        if (rules.Rules.Count == 0) return null;
        var select = QuarantineSql.Select(output, rules, now);
        var staged = stage();
        var schema = Columns($"DESCRIBE {select}");
        var columns = new SchemaAssignment(plan.CurrentQuarantine?.Columns).Assign(session, schema);
        var rows = session.Execute(
            $"COPY (SELECT {ParquetCopy.Select(schema, columns.Schema)} FROM ({select})) TO {Sql.Literal(staged.LocalPath)} {ParquetCopy.Options(columns.Schema)}", null, cancellationToken);
        return rows == 0 ? null : new BuiltTable(_model.Table.Quarantine, staged, rows, schema, columns, Statistics(staged, columns));
    }

    private static string Content(StagedObject staged) => $"read_parquet({Sql.Literal(staged.LocalPath)})";

    private long Count(string content) => session.Scalar<long>($"SELECT count(*) FROM {content}");

    private FileStatistics Statistics(StagedObject staged, AssignedColumns columns) => FileStatistics.Read(session, staged.LocalPath, columns.Schema);

    private long Execute(string statement)
    {
        try
        {
            return session.Execute(statement, null, cancellationToken);
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
            return [.. session.Query(describe, null, cancellationToken).Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!))];
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(_model, plan.Sql, e);
        }
    }
}
