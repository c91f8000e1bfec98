using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// One search for a person, new files without them, and the commit that makes these hold, unless the lake has changed since the
/// search began.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="options">Whom to forget.</param>
/// <param name="subject">The person as a keyed hash.</param>
/// <param name="unclosed">Earlier erasures of the same person that no signed report tells of.</param>
/// <param name="scope">The step.</param>
internal sealed class ErasureAttempt(
    Lake lake,
    ForgetOptions options,
    string subject,
    IReadOnlyList<UnclosedErasure> unclosed,
    StepScope scope
)
{
    private readonly List<DataFile> _written = [];
    private readonly List<RewrittenObject> _rewritten = [];

    /// <exception cref="LakeChangedException">Something was published or landed meanwhile; nothing was erased.</exception>
    public async Task<ErasureResult> RunAsync(CancellationToken cancellationToken)
    {
        var before = await StateAsync(cancellationToken);
        await using var search = await SubjectSearch.OpenAsync(
            lake,
            options.Columns,
            options.Subject,
            cancellationToken
        );
        var result = new ErasureResult(
            Guid.CreateVersion7(),
            subject,
            options.Who,
            scope.Context.Time.GetUtcNow(),
            await search.FindAsync(cancellationToken)
        )
        {
            Warehouse = options.Warehouse,
        };
        if (result.Found.IsEmpty && unclosed.Count + options.Warehouse.Count == 0)
            return result;
        scope.Description = $"Erases rows of the data subject {subject}.";
        try
        {
            var drafts = await WriteAsync(search, result.Found, cancellationToken);
            var needed = await new NeededObjects(lake).ReadAsync(
                [.. result.Found.Tables.Select(t => t.Table)],
                cancellationToken
            );
            string[] pending = [.. needed, .. _rewritten.Select(r => r.StoredKey)];
            await scope.CommitErasureAsync(
                async (transaction, ct) =>
                {
                    if (await LakeState.ReadAsync(transaction.Connection) != before)
                        throw new LakeChangedException();
                    result = await PublishAsync(result, search, drafts, transaction, ct);
                    await NoteAsync(result, search, pending, transaction);
                },
                cancellationToken
            );
            return result.After(unclosed);
        }
        finally
        {
            if (!scope.MayBeCommitted)
            {
                foreach (var key in _written.Select(f => f.Key).Concat(_rewritten.Select(r => r.StoredKey)))
                    await lake.Objects.DeleteAsync(key, CancellationToken.None);
            }
        }
    }

    private async Task<string> StateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await LakeState.ReadAsync(connection);
    }

    private async Task<IReadOnlyList<SnapshotDraft>> WriteAsync(
        SubjectSearch search,
        SubjectFindings found,
        CancellationToken cancellationToken
    )
    {
        List<SnapshotDraft> drafts = [];
        foreach (var table in found.Tables)
        {
            if (
                await new TableErasure(lake, search.Job, options.Columns, _written).DraftAsync(
                    table,
                    cancellationToken
                ) is
                { } draft
            )
                drafts.Add(draft);
        }
        foreach (var landed in found.Objects.Where(o => o.CanRewrite))
            _rewritten.Add(await LandingRewrite.WriteAsync(lake, landed, cancellationToken));
        return drafts;
    }

    private async Task<ErasureResult> PublishAsync(
        ErasureResult result,
        SubjectSearch search,
        IReadOnlyList<SnapshotDraft> drafts,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        Dictionary<TableName, ErasedTable> tables = [];
        foreach (var draft in drafts)
        {
            var id = await lake.Tables.PublishAsync(
                transaction,
                scope.Context.Identity.RunId,
                draft,
                cancellationToken
            );
            tables[draft.Table] = new ErasedTable(draft.Table, draft.ParentId, id, []);
            scope.Wrote(
                new DatasetFacts(draft.Table.Dataset)
                {
                    Schema = draft.Schema,
                    Rows = draft.AddedFiles.Sum(f => f.Rows),
                    Files = draft.AddedFiles.Count,
                    Version = $"{id}",
                    MadeFrom = [],
                }
            );
        }
        foreach (var table in result.Found.Tables)
        {
            var expired = await ErasedSnapshots.ExpireAsync(
                transaction,
                lake,
                table.Table,
                table.Files,
                result.At,
                cancellationToken
            );
            tables[table.Table] = (
                tables.GetValueOrDefault(table.Table) ?? new ErasedTable(table.Table, null, null, [])
            ) with
            {
                Expired = expired,
            };
        }
        foreach (var o in _rewritten)
        {
            // Content that several addresses gave is one object with several rows.
            await transaction.Connection.ExecuteAsync(
                """
                UPDATE lake.landing_object SET stored_sha256 = @Sha256, stored_size = @Size, stored_key = @StoredKey, rewritten_at = @now, row_count = row_count - @Lines WHERE object_key = @Key
                """,
                new
                {
                    o.Sha256,
                    o.Size,
                    o.StoredKey,
                    now = result.At.UtcDateTime,
                    o.Lines,
                    o.Landed.Key,
                },
                transaction.Transaction
            );
        }
        await transaction.Connection.ExecuteAsync(
            "DELETE FROM lake.token WHERE token = ANY (@tokens)",
            new { tokens = result.Found.VaultTokens.ToArray() },
            transaction.Transaction
        );
        await new KeptValues(lake.Metadata, options.Columns, search.Values).EraseAsync(transaction);
        return result with
        {
            Tables = [.. tables.Values],
            Objects =
            [
                .. _rewritten.Select(r => new ErasedObject(
                    r.Landed.Key,
                    r.Lines,
                    r.Landed.StoredSha256 ?? r.Landed.Sha256,
                    r.Sha256
                )),
            ],
        };
    }

    // Protected columns hold hashes of the person: the list of the forgotten has hashes of these too.
    private string[] Aliases()
    {
        var key = lake.Options.Privacy.Require("an erasure");
        return [.. options.Columns.Domains.Select(d => key.Hash(ForgetSubject.Domain, key.Hash(d, options.Subject)))];
    }

    // With its report, not signed yet: what was erased is on record whatever happens next.
    private Task NoteAsync(
        ErasureResult result,
        SubjectSearch search,
        string[] pending,
        MetadataTransaction transaction
    ) =>
        transaction.Connection.ExecuteAsync(
            "INSERT INTO lake.erasure (id, subject, aliases, run_id, who, erased_at, pending, report, tokens) VALUES (@Id, @Subject, @aliases, @RunId, @Who, @at, @pending, @report::jsonb, @tokens)",
            new
            {
                result.Id,
                result.Subject,
                scope.Context.Identity.RunId,
                result.Who,
                at = result.At.UtcDateTime,
                pending,
                report = ErasureReport.Of(result).ToJsonString(),
                aliases = Aliases(),
                tokens = search.Tokens.Concat(unclosed.SelectMany(u => u.Tokens)).Distinct().ToArray(),
            },
            transaction.Transaction
        );
}
