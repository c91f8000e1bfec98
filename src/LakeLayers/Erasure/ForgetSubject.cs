using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Finds a person in all zones of the lake and erases them: tables get a snapshot without the rows and lose the snapshots that had them,
/// lines of landing become empty, tokens leave the vault. New files are durable first; then one transaction makes them hold, with the
/// lineage event; then the old files go. What breaks off in between is finished by the next call.
/// </summary>
public sealed class ForgetSubject(Lake lake)
{
    /// <summary>The domain of the keyed hash by which reports and the list of the forgotten name a person.</summary>
    public const string Domain = "subject";

    /// <summary>Tells what there is. Nothing is changed.</summary>
    public async Task<SubjectFindings> FindAsync(ForgetOptions options, CancellationToken cancellationToken = default)
    {
        await using var search = await SubjectSearch.OpenAsync(lake, options.Columns, options.Subject, cancellationToken);
        return await search.FindAsync(cancellationToken);
    }

    /// <summary>The identifier as it may stand in tables: as it is, hashed in the domains of subject columns, and its tokens.</summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(ForgetOptions options, CancellationToken cancellationToken = default)
    {
        await using var search = await SubjectSearch.OpenAsync(lake, options.Columns, options.Subject, cancellationToken);
        return search.Values;
    }

    /// <summary>Keeps a report beside the erasure that it is about.</summary>
    public async Task KeepAsync(Guid id, string report, CancellationToken cancellationToken = default)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("UPDATE lake.erasure SET report = @report::jsonb WHERE id = @id", new { id, report });
    }

    /// <summary>
    /// Tells which forgotten people are in the lake again, as far as the current snapshots show: the values of subject columns are hashed and
    /// compared with the list of the erased.
    /// </summary>
    /// <returns>The table and column, and how many such people and rows it has.</returns>
    public Task<IReadOnlyList<SeenAgain>> SeenAgainAsync(SubjectColumns columns, CancellationToken cancellationToken = default) => new ForgottenSubjects(lake).SeenAgainAsync(columns, cancellationToken);

    /// <summary>Erases.</summary>
    /// <exception cref="UsageException">There is no <c>privacy.key</c>: a person could not be named in the report.</exception>
    /// <exception cref="SnapshotConflictException">A run published one of the tables meanwhile; nothing was erased, run again.</exception>
    /// <exception cref="PenstockException">A branch or tag of another engine holds rows of the person; nothing was erased.</exception>
    public async Task<ErasureResult> EraseAsync(ForgetOptions options, StepContext context, CancellationToken cancellationToken = default)
    {
        var key = lake.Options.Privacy.Require("an erasure");
        var name = key.Hash(Domain, options.Subject);
        string[] aliases = [.. options.Columns.Domains.Select(d => key.Hash(Domain, key.Hash(d, options.Subject)))];
        var finish = new FinishErasure(lake);
        await finish.RunAsync(context.Time.GetUtcNow(), cancellationToken);
        var result = await lake.Steps.RunAsync(context, (scope, ct) => RunAsync(options, name, aliases, scope, ct), cancellationToken);
        await finish.RunAsync(context.Time.GetUtcNow(), cancellationToken);
        return result;
    }

    private async Task<ErasureResult> RunAsync(ForgetOptions options, string name, string[] aliases, StepScope scope, CancellationToken cancellationToken)
    {
        var now = scope.Context.Time.GetUtcNow();
        await using var search = await SubjectSearch.OpenAsync(lake, options.Columns, options.Subject, cancellationToken);
        var found = await search.FindAsync(cancellationToken);
        var result = new ErasureResult(Guid.CreateVersion7(), name, options.Who, now, found);
        if (found.IsEmpty) return result;
        scope.Description = $"Erases rows of the data subject {name}.";
        List<DataFile> written = [];
        List<RewrittenObject> rewritten = [];
        try
        {
            List<SnapshotDraft> drafts = [];
            foreach (var table in found.Tables)
            {
                if (await new TableErasure(lake, search.Job, options.Columns, written).DraftAsync(table, cancellationToken) is { } draft) drafts.Add(draft);
            }
            foreach (var landed in found.Objects.Where(o => o.CanRewrite)) rewritten.Add(await LandingRewrite.WriteAsync(lake, landed, cancellationToken));
            var needed = await new NeededObjects(lake).ReadAsync([.. found.Tables.Select(t => t.Table)], cancellationToken);
            await scope.CommitAsync(async (transaction, ct) =>
            {
                Dictionary<TableName, ErasedTable> tables = [];
                foreach (var draft in drafts)
                {
                    var id = await lake.Tables.PublishAsync(transaction, scope.Context.Identity.RunId, draft, ct);
                    tables[draft.Table] = new ErasedTable(draft.Table, draft.ParentId, id, []);
                    scope.Wrote(new DatasetFacts(draft.Table.Dataset) { Schema = draft.Schema, Rows = draft.AddedFiles.Sum(f => f.Rows), Files = draft.AddedFiles.Count, Version = $"{id}", MadeFrom = [] });
                }
                foreach (var table in found.Tables)
                {
                    var expired = await ErasedSnapshots.ExpireAsync(transaction, lake, table.Table, table.Files, now, ct);
                    tables[table.Table] = (tables.GetValueOrDefault(table.Table) ?? new ErasedTable(table.Table, null, null, [])) with { Expired = expired };
                }
                await NoteAsync(transaction, rewritten, now);
                await transaction.Connection.ExecuteAsync("DELETE FROM lake.token WHERE token = ANY (@tokens)", new { tokens = found.VaultTokens.ToArray() }, transaction.Transaction);
                await new KeptValues(lake.Metadata, options.Columns, search.Values).EraseAsync(transaction);
                result = result with { Tables = [.. tables.Values], Objects = [.. rewritten.Select(r => new ErasedObject(r.Landed.Key, r.Lines, r.Landed.StoredSha256 ?? r.Landed.Sha256, r.Sha256))] };
                // With its report, not signed yet: what was erased is on record whatever happens next.
                await transaction.Connection.ExecuteAsync(
                    "INSERT INTO lake.erasure (id, subject, aliases, run_id, who, erased_at, pending, report) VALUES (@Id, @Subject, @aliases, @RunId, @Who, @now, @pending, @report::jsonb)",
                    new
                    {
                        result.Id, result.Subject, aliases, scope.Context.Identity.RunId, result.Who, now = now.UtcDateTime, pending = needed.ToArray(),
                        report = ErasureReport.Of(result, new Dictionary<string, long>()).ToJsonString(),
                    }, transaction.Transaction);
            }, cancellationToken);
            return result;
        }
        finally
        {
            if (!scope.IsCommitted)
            {
                foreach (var key in written.Select(f => f.Key).Concat(rewritten.Select(r => r.StoredKey))) await lake.Objects.DeleteAsync(key, CancellationToken.None);
            }
        }
    }

    private static async Task NoteAsync(MetadataTransaction transaction, List<RewrittenObject> rewritten, DateTimeOffset now)
    {
        foreach (var o in rewritten)
        {
            // Content that several addresses gave is one object with several rows.
            await transaction.Connection.ExecuteAsync("""
                UPDATE lake.landing_object SET stored_sha256 = @Sha256, stored_size = @Size, stored_key = @StoredKey, rewritten_at = @now, row_count = row_count - @Lines WHERE object_key = @Key
                """, new { o.Sha256, o.Size, o.StoredKey, now = now.UtcDateTime, o.Lines, o.Landed.Key }, transaction.Transaction);
        }
    }
}
