using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Runs one model's query. Most rows of most models are fine, so the good rows stream straight into the table's file, with the
/// contract checked in the same pass; only when rows are missing there does a second pass fetch the others. The query must
/// therefore give the same rows each time it runs on the same inputs, which the fingerprint asks of it anyway.
/// </summary>
internal sealed class ModelBuild(DuckDbSession session, ModelPlan plan, Func<StagedObject> stage, CancellationToken cancellationToken)
{
    private readonly Model _model = plan.Model;
    private readonly string _sql = plan.Sql;

    /// <param name="expectedRows">Rows of the table whose rows the model accounts for, when it says so.</param>
    /// <param name="now">The time of quarantine.</param>
    public BuiltModel Run(long? expectedRows, DateTimeOffset now)
    {
        var started = TimeProvider.System.GetTimestamp();
        var output = new ModelOutput(Columns(ModelSql.Describe(_sql)));
        var columns = new SchemaAssignment(plan.Current?.Columns).Assign(session, output.Describe(_model.Contract));
        var rules = ContractBinder.Bind(session, _model.Contract, output, cancellationToken);

        var staged = stage();
        var kept = Model(ModelSql.CopyKept(_sql, output, columns.Schema, rules, staged.LocalPath));
        var isComplete = kept == expectedRows && !rules.HasWarnings;
        Model(ModelSql.CreateRest(_sql, output, rules, isComplete));
        staged = RemoveDuplicates(output, columns.Schema, rules, staged);
        var content = $"read_parquet({Sql.Literal(staged.LocalPath)})";
        var table = new BuiltTable(
            _model.Table, staged, session.Scalar<long>($"SELECT count(*) FROM {content}"), output.Describe(_model.Contract), columns,
            FileStatistics.Read(session, staged.LocalPath, columns.Schema));
        session.Execute($"CREATE SCHEMA IF NOT EXISTS {Sql.Identifier(_model.Table.Zone)}", null, cancellationToken);
        session.Execute($"CREATE OR REPLACE VIEW {Sql.Identifier(_model.Table.Zone, _model.Table.Name)} AS FROM {content}", null, cancellationToken);

        List<RuleResult> results = [.. RowResults(rules), .. TableRuleCheck.Run(session, _model.Contract, cancellationToken)];
        Refuse(results);
        var quarantine = WriteQuarantine(output, rules, now);
        var dropped = session.Query("SELECT _drop_reason, count(*) FROM model_rest WHERE _drop_reason IS NOT NULL GROUP BY 1 ORDER BY 1")
            .Rows.ToDictionary(r => (string)r[0]!, r => Convert.ToInt64(r[1], null));
        session.Execute("DROP TABLE model_rest");
        var found = table.Rows + (quarantine?.Rows ?? 0) + dropped.Values.Sum();
        var account = new RowAccount(_model.Table, expectedRows ?? found, table.Rows, quarantine?.Rows ?? 0, dropped);
        return account.Balances
            ? new BuiltModel(table, quarantine, account, results, _sql, TimeProvider.System.GetElapsedTime(started))
            : throw new PenstockException(
                $"The model does not account for every row of {_model.Header.AccountsFor}: {expectedRows} rows went in, "
                + $"{table.Rows} came out, {account.Quarantined} to quarantine, {dropped.Values.Sum()} dropped by a rule",
                _model.File, "Nothing of this step was published; the tables are as they were",
                "keep each row once and name the others in _drop_reason, or take accounts_for out of the model");
    }

    private StagedObject RemoveDuplicates(ModelOutput output, IcebergSchema columns, RuleSet rules, StagedObject staged)
    {
        foreach (var rule in rules.Unique)
        {
            session.Execute(ModelSql.CreateLosers(rule, output, staged.LocalPath), null, cancellationToken);
            if (session.Scalar<long>("SELECT count(*) FROM model_losers") == 0) continue;
            session.Execute(ModelSql.InsertLosers(rule, rules, staged.LocalPath), null, cancellationToken);
            if (rule.Policy == BreachPolicy.Warn) continue;
            var next = stage();
            session.Execute(ModelSql.CopyWithoutLosers(staged.LocalPath, columns, next.LocalPath), null, cancellationToken);
            staged = next;
        }
        return staged;
    }

    private IEnumerable<RuleResult> RowResults(RuleSet rules)
    {
        if (rules.Rules.Count == 0) return [];
        var counts = string.Join(", ", rules.Rules.Select(r => $"count(*) FILTER ({rules.Breaks(r)})"));
        var row = session.Query($"SELECT {counts} FROM model_rest WHERE _drop_reason IS NULL", null, cancellationToken).Rows[0];
        return rules.Rules.Select((rule, i) => new RuleResult(rule, Convert.ToInt64(row[i], null)));
    }

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
        return rows == 0 ? null : new BuiltTable(_model.Table.Quarantine, staged, rows, schema, columns, FileStatistics.Read(session, staged.LocalPath, columns.Schema));
    }

    private long Model(string statement)
    {
        try
        {
            return session.Execute(statement, null, cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(_model, e);
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
            throw ModelErrors.Of(_model, e);
        }
    }
}
