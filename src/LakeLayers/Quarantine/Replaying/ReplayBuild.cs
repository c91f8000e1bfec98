using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Models.Layout;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>
/// Judges quarantined rows again. The session knows the model's inputs, the table and its quarantine by their names.
/// </summary>
internal sealed class ReplayBuild(
    DuckDbSession session,
    LakeJob job,
    ModelPlan plan,
    Func<StagedObject> stage,
    CancellationToken cancellationToken
)
{
    private readonly Model _model = plan.Model;
    private readonly TableSnapshot _current = plan.Current!,
        _quarantine = plan.CurrentQuarantine!;
    private readonly string _table = Sql.Identifier(plan.Table.Zone, plan.Table.Name),
        _refused = Sql.Identifier(plan.Table.Quarantine.Zone, plan.Table.Quarantine.Name);

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

        var writer = new RowWriter(
            session,
            stage,
            assigned.Schema,
            ModelLayout.Of(plan, assigned.Schema),
            job.Lake.Options.MaxPartitions,
            cancellationToken
        );
        var written = writer.Write(ModelSql.Kept($"FROM {ReplayKeys.Rows}", protection, assigned.Schema, rules));
        session.Execute(
            ModelSql.CreateRest($"FROM {ReplayKeys.Rows}", protection, rules, isEmpty: false),
            null,
            cancellationToken
        );
        written = RefusedRows.RemoveDuplicates(
            session,
            output,
            rules,
            written,
            writer,
            (_, _) => Others(),
            cancellationToken
        );
        var table = new BuiltTable(
            plan.Table,
            job.FolderOf(plan.Table),
            written.WithStatistics(),
            output.Describe(_model),
            assigned,
            writer.Layout
        );
        var deletes = Places(_current);
        LakeJob.AttachView(session, plan.Table, After(table, deletes), cancellationToken);
        List<RuleResult> results =
        [
            .. RefusedRows.Count(session, rules, cancellationToken),
            .. TableRuleCheck.Run(session, _model.Contract, cancellationToken),
        ];
        var breaches = results
            .Where(r => r.Rows > 0 && r.Rule.Policy == BreachPolicy.Fail)
            .Select(r => $"line {r.Rule.Line}: {r}")
            .ToList();
        if (breaches.Count > 0)
            throw new ContractBreachException(plan.Table, _model.Contract!.File, breaches);
        return Built(table, deletes, Write(output, rules, now), results, judged, Math.Max(gone, 0));
    }

    private BuiltReplay Built(
        BuiltTable table,
        IReadOnlyList<BuiltDeletes> deletes,
        BuiltTable? refused,
        List<RuleResult> results,
        long judged,
        long gone
    )
    {
        var dropped = session
            .Query(
                $"SELECT {ModelOutput.DropReason}, count(*) FROM model_rest WHERE {ModelOutput.DropReason} IS NOT NULL GROUP BY 1 ORDER BY 1"
            )
            .Rows.ToDictionary(r => (string)r[0]!, r => Convert.ToInt64(r[1], null));
        var list = Sql.Identifiers(ReplayKeys.Columns);
        var leftOut = Count($"{ReplayKeys.Table} ANTI JOIN {ReplayKeys.Rows} USING ({list})") + dropped.Values.Sum();
        var displaced = Count(
            $"{Content(_current)} SEMI JOIN {ReplayKeys.Table} USING ({list}) ANTI JOIN {table.Written.Content} USING ({list})"
        );
        var account = new RowAccount(
            plan.Table,
            table.Rows + (refused?.Rows ?? 0) + dropped.Values.Sum(),
            table.Rows,
            refused?.Rows ?? 0,
            dropped
        );
        var added = table.Rows - deletes.Sum(d => d.Rows) + displaced;
        var (kept, all) = (Count($"{_refused} ANTI JOIN {ReplayKeys.Table} USING ({list})"), _quarantine.Rows);
        var isSame = added == 0 && displaced == 0 && leftOut == 0 && IsSame(refused);
        var result = new ReplayResult(judged, added, refused?.Rows ?? 0, leftOut, gone, _current.Id, !isSame)
        {
            Displaced = displaced,
            Rules = results,
        };
        return new BuiltReplay(result, account, results, table, refused)
        {
            Seen =
                table.Rows == 0 || job.Watch is null
                    ? Sightings.None
                    : job.Watch.Look(
                        session,
                        plan.Table,
                        table.Written.Content,
                        table.Schema,
                        _model.Contract,
                        cancellationToken
                    ),
            Deletes = deletes,
            KeepsQuarantine = kept > 0,
            Released = kept > 0 && kept < all ? Places(_quarantine) : [],
        };
    }

    private (string Sql, ModelOutput Output) Align(string sql, ModelOutput output)
    {
        if (!IsIncremental)
            return (sql, output);
        // Rows that come back change no column of the table.
        var policy = plan.Header.OnSchemaChange;
        var columns = new ModelColumns(session, plan, $"({sql}\n)", cancellationToken).OfTable(
            output.Columns,
            policy == SchemaChangePolicy.SyncAllColumns ? SchemaChangePolicy.AppendNewColumns : policy
        );
        var steering = output.Columns.Except(output.Published).Select(c => Sql.Identifier(c.Name));
        var aligned = $"SELECT {string.Join(", ", columns.Select(c => c.Given).Concat(steering))} FROM ({sql}\n)";
        return (aligned, new ModelOutput(Columns(ModelSql.Describe(aligned))));
    }

    private void RequireColumns(ModelOutput output)
    {
        if (IsIncremental)
            return;
        if (output.Published.Select(c => (c.Name, c.Type)).SequenceEqual(_current.Schema.Select(c => (c.Name, c.Type))))
            return;
        throw new PenstockException(
            "The model gives other columns now than the table has",
            $"{_model.File}: {string.Join(", ", output.Published.Select(c => $"{c.Name} {c.Type}"))}",
            "Nothing was changed",
            $"run the workflow, which makes {plan.Table} anew with all its rows"
        );
    }

    // A row that was refused once must not take the place of one that came later with the same key.
    private RuleSet Rules(ModelOutput given, ModelOutput kept)
    {
        var rules = ContractBinder.Bind(session, _model.Contract, given, kept, cancellationToken);
        var key = plan.Header.UniqueKey;
        if (
            !IsIncremental
            || key.Count == 0
            || plan.Header.Strategy is IncrementalStrategy.Append or IncrementalStrategy.DeleteInsert
        )
            return rules;
        return new RuleSet([
            .. rules.Rules,
            new UniqueRule(
                "superseded",
                key.Count == 1 ? key[0] : null,
                $"the table has another row with the same {string.Join(", ", key)}",
                BreachPolicy.Quarantine,
                1,
                key
            ),
        ]);
    }

    private string? Others() =>
        IsIncremental
            ? $"(FROM {Content(_current)} ANTI JOIN {ReplayKeys.Table} USING ({Sql.Identifiers(ReplayKeys.Columns)}))"
            : null;

    private string After(BuiltTable table, IReadOnlyList<BuiltDeletes> deletes)
    {
        foreach (var (staged, key) in table.Objects)
            job.Know(key, staged.LocalPath);
        foreach (var file in deletes)
            job.Know(file.File.Key, file.Staged.LocalPath);
        return job.Scan(session, (FileChanges.None with { Deletes = deletes }).Apply(_current, table)).Select();
    }

    private IReadOnlyList<BuiltDeletes> Places(TableSnapshot snapshot)
    {
        var scan = job.Scan(session, snapshot);
        return new DeleteWriter(session, scan, stage, cancellationToken).Write(
            job.FolderOf(snapshot.Table),
            scan.Places(ReplayKeys.Columns, ReplayKeys.Table)
        );
    }

    private BuiltTable? Write(ModelOutput output, RuleSet rules, DateTimeOffset now)
    {
        if (rules.Rules.Count == 0)
            return null;
        var select = QuarantineSql.Select(output, rules, now);
        var schema = Columns($"DESCRIBE {select}");
        var columns = new SchemaAssignment(_quarantine.Columns).Assign(session, schema);
        var written = new RowWriter(session, stage, columns.Schema, TableLayout.Plain, 1, cancellationToken).Write(
            $"SELECT {ParquetCopy.Select(schema, columns.Schema)} FROM ({select})"
        );
        return written.Rows == 0
            ? null
            : new BuiltTable(
                plan.Table.Quarantine,
                job.FolderOf(plan.Table.Quarantine),
                written.WithStatistics(),
                schema,
                columns,
                null
            );
    }

    // Whether every judged row is refused for what it was refused for before.
    private bool IsSame(BuiltTable? refused)
    {
        if (refused is null)
            return false;
        const string columns = "_reason, _rule, _landing_key, _source_position";
        var (before, after) = (
            $"SELECT {columns} FROM {_refused} SEMI JOIN {ReplayKeys.Table} USING ({Sql.Identifiers(ReplayKeys.Columns)})",
            $"SELECT {columns} FROM {refused.Written.Content}"
        );
        return Count($"(({before}) EXCEPT ALL ({after}))") + Count($"(({after}) EXCEPT ALL ({before}))") == 0;
    }

    private long Judged() =>
        Count($"{_refused} SEMI JOIN {ReplayKeys.Table} USING ({Sql.Identifiers(ReplayKeys.Columns)})");

    private string Content(TableSnapshot snapshot) => $"({job.Scan(session, snapshot).Select()})";

    private long Count(string from) => session.Scalar<long>($"SELECT count(*) FROM {from}", null, cancellationToken);

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
            throw ModelErrors.Of(_model, _model.Sql(isIncremental: false), e);
        }
    }
}
