using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Models;

/// <summary>Makes built tables durable and then, in one transaction, current.</summary>
internal sealed class PublishedModels(Lake lake, StepScope scope, RunPlan plan, ColumnLineageOf? columnLineage)
{
    public static DatasetFacts FactsOf(TableSnapshot snapshot) => new(snapshot.Table.Dataset)
    {
        Schema = snapshot.Schema, Rows = snapshot.Rows, Bytes = snapshot.Bytes, Files = snapshot.Files.Count,
        Version = $"{snapshot.Id}",
    };

    public async Task<IReadOnlyList<ModelResult>> PublishAsync(IReadOnlyList<BuiltModel> built, CancellationToken cancellationToken)
    {
        Dictionary<TableName, DataFile> files = [];
        foreach (var table in built.SelectMany(b => b.Quarantine is null ? [b.Table] : new[] { b.Table, b.Quarantine }))
        {
            var file = new DataFile(LakeJob.NewKey(table.Table), table.Rows, table.Bytes) { Statistics = table.Statistics };
            await table.Staged.CommitAsync(file.Key, cancellationToken: cancellationToken);
            files.Add(table.Table, file);
        }

        List<ModelResult> results = [];
        if (built is [var only]) scope.Sql = only.Sql;
        await scope.CommitAsync(
            async (transaction, ct) =>
            {
                foreach (var model in built) results.Add(await PublishAsync(model, built, files, transaction, ct));
            },
            cancellationToken);
        return results;
    }

    private async Task<ModelResult> PublishAsync(
        BuiltModel built, IReadOnlyList<BuiltModel> all, Dictionary<TableName, DataFile> files, MetadataTransaction transaction, CancellationToken cancellationToken)
    {
        var planned = plan.Models.Single(m => m.Model.Table == built.Table.Table);
        var identity = scope.Context.Identity;
        var draft = new SnapshotDraft(
            built.Table.Table, planned.Current?.Id, planned.Fingerprint, built.Table.Schema, built.Table.Columns, [files[built.Table.Table]], KeepsParentFiles: false);
        var id = await lake.Tables.PublishAsync(transaction, identity.RunId, draft, cancellationToken);
        var inputs = InputsOf(planned.Model, all);
        scope.Wrote(Facts(draft, id) with { Columns = columnLineage?.Invoke(built.Sql, inputs), MadeFrom = [.. inputs.Keys] });

        if (built.Quarantine is not null || planned.CurrentQuarantine is { Rows: > 0 })
        {
            // Without refused rows an earlier quarantine is replaced by an empty one.
            var quarantine = new SnapshotDraft(
                built.Table.Table.Quarantine, planned.CurrentQuarantine?.Id, planned.Fingerprint,
                built.Quarantine?.Schema ?? planned.CurrentQuarantine!.Schema, built.Quarantine?.Columns ?? planned.CurrentQuarantine!.Columns,
                built.Quarantine is null ? [] : [files[built.Quarantine.Table]], KeepsParentFiles: false);
            scope.Wrote(Facts(quarantine, await lake.Tables.PublishAsync(transaction, identity.RunId, quarantine, cancellationToken)) with { MadeFrom = [.. inputs.Keys] });
        }
        await built.Account.RecordAsync(transaction, identity);
        await RuleResult.RecordAsync(transaction, identity, built.Table.Table, built.Rules);
        return new ModelResult(built.Table.Table, false, id, built.Account, built.Rules, built.Table.Bytes, built.Duration);
    }

    private Dictionary<DatasetRef, IReadOnlyList<FieldSchema>> InputsOf(Model model, IReadOnlyList<BuiltModel> all) => model.Inputs.ToDictionary(
        t => t.Dataset, t => all.FirstOrDefault(b => b.Table.Table == t)?.Table.Schema ?? plan.InputOf(t)!.Schema);

    private static DatasetFacts Facts(SnapshotDraft draft, long id) => new(draft.Table.Dataset)
    {
        Schema = draft.Schema, Rows = draft.AddedFiles.Sum(f => f.Rows), Bytes = draft.AddedFiles.Sum(f => f.Bytes), Files = draft.AddedFiles.Count, Version = $"{id}",
    };
}
