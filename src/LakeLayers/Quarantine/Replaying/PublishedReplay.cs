using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>Makes what a replay found durable and then, in one transaction, current.</summary>
internal sealed class PublishedReplay(Lake lake, StepScope scope, RunPlan plan, ColumnLineageOf? columnLineage)
{
    private readonly ModelPlan _plan = plan.Models[0];

    public async Task<ReplayResult> PublishAsync(
        BuiltReplay built,
        string fingerprint,
        CancellationToken cancellationToken
    )
    {
        await BuiltObjects.CommitAsync(
            lake.Objects,
            new[] { HasRows(built) ? built.Table : null, built.Quarantine }.OfType<BuiltTable>(),
            built.Deletes.Concat(built.Released),
            cancellationToken
        );
        var id = _plan.Current!.Id;
        scope.Sql = _plan.Model.CompiledSql;
        await scope.CommitAsync(
            async (transaction, ct) =>
            {
                if (HasRows(built) || built.Deletes.Count > 0)
                    id = await PublishTableAsync(built, fingerprint, transaction, ct);
                await PublishQuarantineAsync(built, fingerprint, transaction, ct);
                await built.Account.RecordAsync(transaction, scope.Context.Identity);
                await RuleResult.RecordAsync(transaction, scope.Context.Identity, _plan.Table, built.Rules);
            },
            cancellationToken
        );
        return built.Result with { SnapshotId = id };
    }

    private static bool HasRows(BuiltReplay built) => built.Table.Rows > 0;

    private async Task<long> PublishTableAsync(
        BuiltReplay built,
        string fingerprint,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var draft = new SnapshotDraft(
            _plan.Table,
            _plan.Current!.Id,
            fingerprint,
            built.Table.Schema,
            built.Table.Columns,
            HasRows(built) ? built.Table.Files : [],
            KeepsParentFiles: true
        )
        {
            AddedDeletes = [.. built.Deletes.Select(d => d.File)],
            Layout = built.Table.Layout,
        };
        var id = await lake.Tables.PublishAsync(transaction, scope.Context.Identity.RunId, draft, cancellationToken);
        var inputs = _plan.Model.Inputs.ToDictionary(
            t => t.Dataset,
            t => plan.InputOf(t)?.Schema ?? plan.ViewOf(t)!.Schema
        );
        built.Seen.Tell(
            scope,
            Facts(draft, id) with
            {
                Columns = columnLineage?.Invoke(_plan.Model.CompiledSql, inputs),
                MadeFrom = [.. inputs.Keys, _plan.Table.Quarantine.Dataset],
            }
        );
        return id;
    }

    private async Task PublishQuarantineAsync(
        BuiltReplay built,
        string fingerprint,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var before = _plan.CurrentQuarantine!;
        var draft = new SnapshotDraft(
            before.Table,
            before.Id,
            fingerprint,
            built.Quarantine?.Schema ?? before.Schema,
            built.Quarantine?.Columns ?? before.Columns,
            built.Quarantine?.Files ?? [],
            built.KeepsQuarantine
        )
        {
            AddedDeletes = [.. built.Released.Select(d => d.File)],
        };
        var id = await lake.Tables.PublishAsync(transaction, scope.Context.Identity.RunId, draft, cancellationToken);
        scope.Wrote(Facts(draft, id) with { MadeFrom = [.. _plan.Model.Inputs.Select(i => i.Dataset)] });
    }

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
