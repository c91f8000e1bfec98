using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Pages → overlapping chunks of text for language models and search, each with its page and position. The table is made anew
/// from the current snapshot of the pages; a run that finds the pages and options of the last one commits nothing.
/// </summary>
public sealed class ChunkDocuments(Lake lake)
{
    private const string Version = "chunk-documents 1";

    /// <summary>Runs the step. Without a pages table there is nothing to do.</summary>
    /// <exception cref="Core.Errors.UsageException">An option is out of its range.</exception>
    public Task<ChunkDocumentsResult> RunAsync(
        ChunkDocumentsOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        options.Check();
        return lake.Steps.RunAsync(context, (scope, ct) => RunAsync(options, scope, ct), cancellationToken);
    }

    /// <summary>What the step would do; reads no page.</summary>
    /// <exception cref="Core.Errors.UsageException">An option is out of its range.</exception>
    public async Task<StepPlan> PlanAsync(
        ChunkDocumentsOptions options,
        Forecast forecast,
        CancellationToken cancellationToken = default
    )
    {
        options.Check();
        var (from, to) = (options.Pages.ToString(), options.Chunks.ToString());
        var pages = await lake.Tables.FindCurrentAsync(options.Pages, cancellationToken);
        var current = await lake.Tables.FindCurrentAsync(options.Chunks, cancellationToken);
        var coming = forecast.Find(from);
        if (coming is null && pages is null)
            return StepPlan.Skip("there are no pages", from);
        if (coming is null && current?.Fingerprint == Fingerprint(options, pages!))
            return StepPlan.Skip("nothing it is made from has changed", from);

        var rows = ExpectedChange.Scale(current?.Rows, pages?.Rows ?? 0, coming is null ? pages!.Rows : coming.Rows);
        var reason =
            coming is not null ? $"{from} would change"
            : current is null ? "it was never made"
            : $"{from} or an option changed";
        forecast.Expect(to, new ExpectedChange(rows, rows));
        return new StepPlan(true, reason)
        {
            Reads = [from],
            Rows = rows,
            Bytes = 0,
            Writes =
            [
                new PlannedWrite(
                    to,
                    "make",
                    reason,
                    rows,
                    ExpectedChange.Scale(current?.Bytes, current?.Rows ?? 0, rows)
                ),
            ],
        };
    }

    private async Task<ChunkDocumentsResult> RunAsync(
        ChunkDocumentsOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        if (await lake.Tables.FindCurrentAsync(options.Pages, cancellationToken) is not { } pages)
            return new ChunkDocumentsResult(0, 0, false);
        var current = await lake.Tables.FindCurrentAsync(options.Chunks, cancellationToken);
        var fingerprint = Fingerprint(options, pages);
        if (current?.Fingerprint == fingerprint)
            return new ChunkDocumentsResult(pages.Rows, current.Rows, false);

        await using var job = lake.OpenJob(new() { PreserveInsertionOrder = false });
        job.Watch = await ForgottenWatch.OpenAsync(lake, null, cancellationToken);
        await job.AttachTableAsync(pages, "pages", cancellationToken: cancellationToken);
        await job.ExecuteAsync(ChunkSql.Macros(options), cancellationToken: cancellationToken);
        var written = await job.WriteAsync(options.Chunks, ChunkSql.Query, cancellationToken: cancellationToken);
        var blank = await job.RunAsync(
            session =>
                session.Scalar<long>(
                    "SELECT count(*) FROM pages WHERE text IS NULL OR NOT regexp_matches(text, '\\S')",
                    ct: cancellationToken
                ),
            cancellationToken
        );
        scope.Context.Progress.Report(new StepProgress(written.Rows, pages.Bytes, written.Rows, pages.Bytes));

        scope.Sql = ChunkSql.Query;
        scope.Read(
            new DatasetFacts(options.Pages.Dataset)
            {
                Schema = pages.Schema,
                Rows = pages.Rows,
                Bytes = pages.Bytes,
                Files = pages.Files.Count,
                Version = $"{pages.Id}",
            }
        );
        var schema = written
            .Schema.Select(c => c with { Description = ChunkSql.Descriptions.GetValueOrDefault(c.Name) })
            .ToList();
        await scope.CommitAsync(
            async (transaction, ct) =>
            {
                var identity = scope.Context.Identity;
                var draft = new SnapshotDraft(
                    options.Chunks,
                    current?.Id,
                    fingerprint,
                    schema,
                    written.Columns,
                    written.Files,
                    KeepsParentFiles: false
                );
                var snapshot = await lake.Tables.PublishAsync(transaction, identity.RunId, draft, ct);
                // The account is kept in pages: a page becomes chunks or is left out for having no text.
                var dropped = new Dictionary<string, long> { ["page_without_text"] = blank };
                await new RowAccount(options.Chunks, pages.Rows, pages.Rows - blank, 0, dropped).RecordAsync(
                    transaction,
                    identity
                );
                written.Seen.Tell(
                    scope,
                    new DatasetFacts(options.Chunks.Dataset)
                    {
                        Schema = schema,
                        Rows = written.Rows,
                        Bytes = written.Bytes,
                        Files = written.Files.Count,
                        Version = $"{snapshot}",
                        Columns = Columns(options, schema),
                    }
                );
            },
            cancellationToken
        );
        return new ChunkDocumentsResult(pages.Rows, written.Rows, true);
    }

    private static Dictionary<string, IReadOnlyList<ColumnSource>> Columns(
        ChunkDocumentsOptions options,
        IEnumerable<FieldSchema> schema
    )
    {
        ColumnSource From(string column, string subtype) => new(options.Pages.Dataset, column, Subtype: subtype);
        return schema.ToDictionary(
            c => c.Name,
            c =>
                (IReadOnlyList<ColumnSource>)(
                    c.Name switch
                    {
                        "chunk_id" =>
                        [
                            From("document_id", "TRANSFORMATION"),
                            From("page_number", "TRANSFORMATION"),
                            From("text", "TRANSFORMATION"),
                        ],
                        "text" or "start_char" or "end_char" or "chunk_number" => [From("text", "TRANSFORMATION")],
                        _ => [From(c.Name, "IDENTITY")],
                    }
                )
        );
    }

    private static string Fingerprint(ChunkDocumentsOptions options, TableSnapshot pages) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    $"{Version}\n{pages.Table} {pages.ContentId}\n{options.Length} {options.Overlap}\n"
                )
            )
        );
}
