using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>Judges quarantined rows again. The session knows the model's inputs, the table and its quarantine by their names.</summary>
internal sealed class ReplayBuild(DuckDbSession session, LakeJob job, ModelPlan plan, Func<StagedObject> stage, CancellationToken cancellationToken)
{
    private readonly Model _model = plan.Model;
    private readonly TableSnapshot _current = plan.Current!, _quarantine = plan.CurrentQuarantine!;
    private readonly string _table = Sql.Identifier(plan.Table.Zone, plan.Table.Name), _refused = Sql.Identifier(plan.Table.Quarantine.Zone, plan.Table.Quarantine.Name);

    private bool IsIncremental => plan.Header.Materialized == Materialization.Incremental;

    public BuiltReplay Run(string? rule, IReadOnlyList<TableName> inputs, DateTimeOffset now)
    {
        var sql = _model.CompiledSql;
        var given = new ModelOutput(Columns(ModelSql.Describe(sql)));
        ReplayKeys.Require(plan, given, inputs);
        (sql, given) = Align(sql, given);
        var protection = RowProtection.Prepare(session, job.Lake, _model.Contract, given, sql, cancellationToken);
        var output = protection.Output;
        RequireColumns(output);
        var assigned = new SchemaAssignment(_current.Columns).Assign(session, output.Describe(_model));
        var rules = Rules(given, output);

        var keys = new ReplayKeys(session, plan, sql, cancellationToken);
        keys.Find(_refused, rule, inputs);
        var judged = Judged();
        var gone = Count($"{_refused}{(rule is null ? "" : $" WHERE _rule = {Sql.Literal(rule)}")}") - judged;
        do keys.Run();
        while (!IsIncremental && keys.AddRivals(rules, protection));

        var staged = stage();
        session.Execute(ModelSql.CopyKept($"FROM {ReplayKeys.Rows}", protection, assigned.Schema, rules, plan.Header.OrderBy, staged.LocalPath), null, cancellationToken);
        session.Execute(ModelSql.CreateRest($"FROM {ReplayKeys.Rows}", protection, rules, isEmpty: false), null, cancellationToken);
        staged = RefusedRows.RemoveDuplicates(session, output, assigned.Schema, rules, staged, stage, Others, cancellationToken);
        var table = new BuiltTable(plan.Table, staged, Count(Content(staged)), output.Describe(_model), assigned, FileStatistics.Read(session, staged.LocalPath, assigned.Schema));
        var deletes = Places(_current);
        LakeJob.AttachView(session, plan.Table, After(table, deletes), cancellationToken);
        List<RuleResult> results = [.. RefusedRows.Count(session, rules, cancellationToken), .. TableRuleCheck.Run(session, _model.Contract, cancellationToken)];
        var breaches = results.Where(r => r.Rows > 0 && r.Rule.Policy == BreachPolicy.Fail).Select(r => $"line {r.Rule.Line}: {r}").ToList();
        if (breaches.Count > 0) throw new ContractBreachException(plan.Table, _model.Contract!.File, breaches);
        return Built(table, deletes, Write(output, rules, now), results, judged, Math.Max(gone, 0));
    }

    private BuiltReplay Built(BuiltTable table, BuiltDeletes? deletes, BuiltTable? refused, List<RuleResult> results, long judged, long gone)
    {
        var dropped = session.Query($"SELECT {ModelOutput.DropReason}, count(*) FROM model_rest WHERE {ModelOutput.DropReason} IS NOT NULL GROUP BY 1 ORDER BY 1").Rows
            .ToDictionary(r => (string)r[0]!, r => Convert.ToInt64(r[1], null));
        var list = Sql.Identifiers(ReplayKeys.Columns);
        var leftOut = Count($"{ReplayKeys.Table} ANTI JOIN {ReplayKeys.Rows} USING ({list})") + dropped.Values.Sum();
        var displaced = Count($"{Content(_current)} SEMI JOIN {ReplayKeys.Table} USING ({list}) ANTI JOIN {Content(table.Staged)} USING ({list})");
        var account = new RowAccount(plan.Table, table.Rows + (refused?.Rows ?? 0) + dropped.Values.Sum(), table.Rows, refused?.Rows ?? 0, dropped);
        var added = table.Rows - (deletes?.Rows ?? 0) + displaced;
        var (kept, all) = (Count($"{_refused} ANTI JOIN {ReplayKeys.Table} USING ({list})"), _quarantine.Rows);
        var isSame = added == 0 && displaced == 0 && leftOut == 0 && IsSame(refused);
        var result = new ReplayResult(judged, added, refused?.Rows ?? 0, leftOut, gone, _current.Id, !isSame) { Displaced = displaced, Rules = results };
        return new BuiltReplay(result, account, results, table, refused)
        {
            Deletes = deletes, KeepsQuarantine = kept > 0, Released = kept > 0 && kept < all ? Places(_quarantine) : null,
        };
    }

    private (string Sql, ModelOutput Output) Align(string sql, ModelOutput output)
    {
        if (!IsIncremental) return (sql, output);
        var aligned = $"SELECT {new ModelColumns(session, plan).Align(output.Columns)} FROM ({sql}\n)";
        return (aligned, new ModelOutput(Columns(ModelSql.Describe(aligned))));
    }

    private void RequireColumns(ModelOutput output)
    {
        if (IsIncremental) return;
        if (output.Published.Select(c => (c.Name, c.Type)).SequenceEqual(_current.Schema.Select(c => (c.Name, c.Type)))) return;
        throw new PenstockException(
            "The model gives other columns now than the table has", $"{_model.File}: {string.Join(", ", output.Published.Select(c => $"{c.Name} {c.Type}"))}",
            "Nothing was changed", $"run the workflow, which makes {plan.Table} anew with all its rows");
    }

    // A row that was refused once must not take the place of one that came later with the same key.
    private RuleSet Rules(ModelOutput given, ModelOutput kept)
    {
        var rules = ContractBinder.Bind(session, _model.Contract, given, kept, cancellationToken);
        var key = plan.Header.UniqueKey;
        if (!IsIncremental || key.Count == 0 || plan.Header.Strategy is IncrementalStrategy.Append or IncrementalStrategy.DeleteInsert) return rules;
        return new RuleSet([.. rules.Rules, new UniqueRule("superseded", key.Count == 1 ? key[0] : null, $"the table has another row with the same {string.Join(", ", key)}", BreachPolicy.Quarantine, 1, key)]);
    }

    private string? Others(UniqueRule rule, StagedObject staged) =>
        IsIncremental ? $"(FROM {Content(_current)} ANTI JOIN {ReplayKeys.Table} USING ({Sql.Identifiers(ReplayKeys.Columns)}))" : null;

    private string After(BuiltTable table, BuiltDeletes? deletes)
    {
        job.Know(table.File.Key, table.Staged.LocalPath);
        if (deletes is not null) job.Know(deletes.File.Key, deletes.Staged.LocalPath);
        var after = _current with { Schema = table.Schema, Columns = table.Columns, Files = [.. _current.Files, table.File], Deletes = deletes is null ? _current.Deletes : [.. _current.Deletes, deletes.File] };
        return job.Scan(after).Select();
    }

    private BuiltDeletes? Places(TableSnapshot snapshot)
    {
        var staged = stage();
        var rows = session.Execute(ModelSql.CopyPlaces(job.Scan(snapshot).Places(ReplayKeys.Columns, ReplayKeys.Table), staged.LocalPath), null, cancellationToken);
        return rows == 0 ? null : new BuiltDeletes(snapshot.Table, staged, rows);
    }

    private BuiltTable? Write(ModelOutput output, RuleSet rules, DateTimeOffset now)
    {
        if (rules.Rules.Count == 0) return null;
        var select = QuarantineSql.Select(output, rules, now);
        var staged = stage();
        var schema = Columns($"DESCRIBE {select}");
        var columns = new SchemaAssignment(_quarantine.Columns).Assign(session, schema);
        var rows = session.Execute($"COPY (SELECT {ParquetCopy.Select(schema, columns.Schema)} FROM ({select})) TO {Sql.Literal(staged.LocalPath)} {ParquetCopy.Options(columns.Schema)}", null, cancellationToken);
        return rows == 0 ? null : new BuiltTable(plan.Table.Quarantine, staged, rows, schema, columns, FileStatistics.Read(session, staged.LocalPath, columns.Schema));
    }

    // Whether every judged row is refused for what it was refused for before.
    private bool IsSame(BuiltTable? refused)
    {
        if (refused is null) return false;
        const string columns = "_reason, _rule, _landing_key, _source_position";
        var (before, after) = ($"SELECT {columns} FROM {_refused} SEMI JOIN {ReplayKeys.Table} USING ({Sql.Identifiers(ReplayKeys.Columns)})", $"SELECT {columns} FROM {Content(refused.Staged)}");
        return Count($"(({before}) EXCEPT ALL ({after}))") + Count($"(({after}) EXCEPT ALL ({before}))") == 0;
    }

    private long Judged() => Count($"{_refused} SEMI JOIN {ReplayKeys.Table} USING ({Sql.Identifiers(ReplayKeys.Columns)})");

    private string Content(TableSnapshot snapshot) => $"({job.Scan(snapshot).Select()})";

    private static string Content(StagedObject staged) => $"read_parquet({Sql.Literal(staged.LocalPath)})";

    private long Count(string from) => session.Scalar<long>($"SELECT count(*) FROM {from}", null, cancellationToken);

    private List<FieldSchema> Columns(string describe)
    {
        try
        {
            return [.. session.Query(describe, null, cancellationToken).Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!))];
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(_model, _model.Sql(isIncremental: false), e);
        }
    }
}
