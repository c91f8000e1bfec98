using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Profiles;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Lineage.Stale;

namespace Penstock.LakeLayers.Models;

/// <summary>Makes built tables durable and then, in one transaction, current.</summary>
internal sealed class PublishedModels(Lake lake, StepScope scope, RunPlan plan, ColumnLineageOf? columnLineage)
{
    public static DatasetFacts FactsOf(TableSnapshot snapshot) =>
        new(snapshot.Table.Dataset)
        {
            Schema = snapshot.Schema,
            Rows = snapshot.Rows,
            Bytes = snapshot.Bytes,
            Files = snapshot.Files.Count,
            Version = $"{snapshot.Id}",
        };

    /// <summary>What each model was when its table was last published, see <see cref="Model.Definition"/>.</summary>
    public static async Task<IReadOnlyDictionary<TableName, string>> DefinitionsAsync(
        Lake lake,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<(string Zone, string Name, string Definition)>(
                "SELECT zone, name, definition FROM lake.model"
            )
        ).ToDictionary(r => new TableName(r.Zone, r.Name), r => r.Definition);
    }

    /// <summary>
    /// How each model's personal data were protected when it was last published, where they were, see <see
    /// cref="Privacy.ContractProtection"/>.
    /// </summary>
    public static async Task<IReadOnlyDictionary<TableName, string>> ProtectionsAsync(
        Lake lake,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<(string Zone, string Name, string Protection)>(
                "SELECT zone, name, protection FROM lake.model WHERE protection <> ''"
            )
        ).ToDictionary(r => new TableName(r.Zone, r.Name), r => r.Protection);
    }

    /// <summary>
    /// Tables that are what their models would make now are not stale, whether they were made now or were so already.
    /// </summary>
    public static Task ClearMarksAsync(MetadataTransaction transaction, RunPlan plan) =>
        StaleDatasets.ClearAsync(transaction.Connection, plan.Models.Select(m => m.Table.Dataset));

    public async Task<IReadOnlyList<ModelResult>> PublishAsync(
        IReadOnlyList<BuiltModel> built,
        TestRun? tests,
        CancellationToken cancellationToken
    )
    {
        var (tables, deletes) = (
            built.SelectMany(b => new[] { b.Table, b.Quarantine }).OfType<BuiltTable>().ToList(),
            built.SelectMany(b => b.Deletes).ToList()
        );
        await BuiltObjects.CommitAsync(lake.Objects, tables, deletes, cancellationToken);

        List<ModelResult> results = [];
        if (built is [var only])
            scope.Sql = only.Sql;
        try
        {
            await scope.CommitAsync(
                async (transaction, ct) =>
                {
                    foreach (var model in built)
                        results.Add(await PublishAsync(model, built, tests, transaction, ct));
                    await ClearMarksAsync(transaction, plan);
                    if (tests is not null)
                        await tests.RecordAsync(transaction, scope.Context.Identity);
                },
                cancellationToken
            );
        }
        catch when (!scope.MayBeCommitted)
        {
            await BuiltObjects.DeleteAsync(lake.Objects, tables, deletes);
            throw;
        }
        return results;
    }

    private async Task<ModelResult> PublishAsync(
        BuiltModel built,
        IReadOnlyList<BuiltModel> all,
        TestRun? tests,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var (planned, identity) = (built.Plan, scope.Context.Identity);
        var inputs = planned.Model.Inputs.ToDictionary(t => t.Dataset, t => SchemaOf(t, all));
        var lineage = ProtectedLineage.Of(columnLineage?.Invoke(built.Sql, inputs), planned.Model.Contract);
        var id = 0L;
        if (built.Table is { } table)
        {
            var draft = new SnapshotDraft(
                planned.Table,
                planned.Current?.Id,
                planned.Fingerprint,
                table.Schema,
                table.Columns,
                built.KeepsRows && table.Rows == 0 ? [] : table.Files,
                built.KeepsRows
            )
            {
                AddedDeletes = [.. built.Deletes.Select(d => d.File)],
                Removed = built.Removed,
                Layout = table.Layout,
            };
            id = await lake.Tables.PublishAsync(transaction, identity.RunId, draft, cancellationToken);
            scope.Wrote(
                Facts(draft, id) with
                {
                    Columns = lineage,
                    MadeFrom = [.. inputs.Keys],
                    Assertions = [.. QualityFacts.Of(built, tests), .. built.Seen.Assertions],
                    Metrics = built.Profile?.ToMetrics(),
                }
            );
            await PublishQuarantineAsync(built, [.. inputs.Keys], transaction, cancellationToken);
            await built.Account.RecordAsync(transaction, identity);
            await RuleResult.RecordAsync(transaction, identity, planned.Table, built.Rules);
            if (built.Profile is { } profile)
                await ProfileQueries.RecordAsync(transaction, identity.RunId, id, planned.Table, profile);
        }
        else
        {
            var view = new TableView(
                planned.Table,
                built.Sql,
                built.Schema,
                planned.Model.Inputs,
                planned.Fingerprint,
                identity.RunId,
                scope.Context.Time.GetUtcNow()
            );
            await lake.Views.PublishAsync(transaction, view, cancellationToken);
            scope.Wrote(
                new DatasetFacts(planned.Table.Dataset)
                {
                    Schema = built.Schema,
                    Columns = lineage,
                    MadeFrom = [.. inputs.Keys],
                }
            );
        }
        await RecordAsync(planned, transaction);
        return new ModelResult(
            planned.Table,
            false,
            id,
            built.Account,
            built.Rules,
            built.Table?.Bytes ?? 0,
            built.Duration
        )
        {
            Materialized = planned.Header.Materialized,
            WasChanged = planned.ChangesTable,
            Warnings = built.Seen.Warnings,
        };
    }

    private async Task PublishQuarantineAsync(
        BuiltModel built,
        IReadOnlyList<DatasetRef> inputs,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var (planned, refused) = (built.Plan, built.Quarantine);
        // Without refused rows an earlier quarantine is replaced by an empty one; where rows were added to the table, its
        // quarantine grows with it.
        if (refused is null && (planned.ChangesTable || planned.CurrentQuarantine is not { Rows: > 0 }))
            return;
        var draft = new SnapshotDraft(
            planned.Table.Quarantine,
            planned.CurrentQuarantine?.Id,
            planned.Fingerprint,
            refused?.Schema ?? planned.CurrentQuarantine!.Schema,
            refused?.Columns ?? planned.CurrentQuarantine!.Columns,
            refused?.Files ?? [],
            KeepsParentFiles: planned.ChangesTable
        );
        scope.Wrote(
            Facts(
                draft,
                await lake.Tables.PublishAsync(transaction, scope.Context.Identity.RunId, draft, cancellationToken)
            ) with
            {
                MadeFrom = inputs,
            }
        );
    }

    private Task RecordAsync(ModelPlan planned, MetadataTransaction transaction) =>
        transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.model (zone, name, file, materialized, definition, protection, run_id, built_at, spec_id, order_id)
            SELECT m.*, CASE WHEN @partitions THEN (t.metadata->>'default-spec-id')::integer END, CASE WHEN @sorts THEN (t.metadata->>'default-sort-order-id')::integer END
            FROM (SELECT @Zone AS zone, @Name AS name, @File, @materialized, @definition, @Protection, @RunId, @at) m LEFT JOIN lake.lake_table t ON t.zone = m.zone AND t.name = m.name
            ON CONFLICT (zone, name) DO UPDATE
            SET file = excluded.file, materialized = excluded.materialized, definition = excluded.definition, protection = excluded.protection, run_id = excluded.run_id, built_at = excluded.built_at,
                spec_id = CASE WHEN @isView THEN model.spec_id ELSE excluded.spec_id END, order_id = CASE WHEN @isView THEN model.order_id ELSE excluded.order_id END
            """,
            new
            {
                planned.Table.Zone,
                planned.Table.Name,
                planned.Model.File,
                materialized = planned.Header.Materialized.ToString().ToLowerInvariant(),
                definition = planned.Model.Definition,
                planned.Protection,
                scope.Context.Identity.RunId,
                at = scope.Context.Time.GetUtcNow().UtcDateTime,
                partitions = planned.Header.PartitionBy.Count > 0,
                sorts = planned.Header.OrderBy.Count > 0,
                // The table that it was is set aside and may come back.
                isView = planned.Header.Materialized == Materialization.View,
            }
        );

    private IReadOnlyList<FieldSchema> SchemaOf(TableName table, IReadOnlyList<BuiltModel> all) =>
        all.FirstOrDefault(b => b.Plan.Table == table)?.Schema
        ?? plan.InputOf(table)?.Schema
        ?? plan.ViewOf(table)!.Schema;

    private static DatasetFacts Facts(SnapshotDraft draft, long id) =>
        new(draft.Table.Dataset)
        {
            Schema = draft.Schema,
            Rows = draft.AddedFiles.Sum(f => f.Rows),
            Bytes = draft.AddedFiles.Sum(f => f.Bytes),
            Files = draft.AddedFiles.Count,
            Version = $"{id}",
        };
}
