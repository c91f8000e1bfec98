using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// PDFs of a landing feed → a documents table (a row for each file) and a pages table (a row for each page). Files are
/// parsed in other processes, under limits; one that is unreadable, encrypted, cut off or endless becomes a row with its status
/// and
/// error and never stops the others. Files with the same content share their pages. Both tables change in one commit; a run that
/// finds no new file commits nothing.
/// </summary>
public sealed class DocumentsToRaw(Lake lake)
{
    private const string Version = "documents-to-raw 1";

    /// <summary>Runs the step.</summary>
    /// <exception cref="Core.Errors.PenstockException">The parser is not installed, an object of landing is missing, or another
    /// run published meanwhile.</exception>
    public Task<DocumentsToRawResult> RunAsync(
        DocumentsToRawOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        options.Check();
        return lake.Steps.RunAsync(context, (scope, ct) => RunAsync(options, scope, ct), cancellationToken);
    }

    /// <summary>What the step would do: compares landing's index with the documents table, parses nothing.</summary>
    /// <exception cref="Core.Errors.UsageException">An option is out of its range.</exception>
    public async Task<StepPlan> PlanAsync(
        DocumentsToRawOptions options,
        Forecast forecast,
        CancellationToken cancellationToken = default
    )
    {
        options.Check();
        var feed = DatasetRef.Lake("landing", options.Feed).Name;
        var landed = await lake.Landing.ListAsync(options.Feed, cancellationToken);
        var documents = await lake.Tables.FindCurrentAsync(options.Documents, cancellationToken);
        var pages = await lake.Tables.FindCurrentAsync(options.Pages, cancellationToken);
        var coming = forecast.Find(feed);
        var added =
            landed.Count == 0 || documents?.Fingerprint == Fingerprint(options.Feed, landed)
                ? 0
                : (await AddedAsync(landed, documents, cancellationToken)).Count;
        if (added == 0 && coming is null)
            return StepPlan.Skip("no new files", feed);

        var files = coming is null ? added : added + coming.Written;
        var newPages = ExpectedChange.Scale(pages?.Rows, documents?.Rows ?? 0, files);
        var reason = $"{files?.ToString(CultureInfo.InvariantCulture) ?? "new"} files";
        forecast.Expect(options.Documents.ToString(), new ExpectedChange(files, files + (documents?.Rows ?? 0)));
        forecast.Expect(options.Pages.ToString(), new ExpectedChange(newPages, newPages + (pages?.Rows ?? 0)));
        return new StepPlan(true, reason)
        {
            Reads = [feed],
            Rows = newPages,
            Bytes = ExpectedChange.Scale(landed.Sum(o => o.Size), landed.Count, files),
            Writes =
            [
                new PlannedWrite(
                    options.Documents.ToString(),
                    documents is null ? "make" : "add",
                    reason,
                    files,
                    ExpectedChange.Scale(documents?.Bytes, documents?.Rows ?? 0, files)
                ),
                new PlannedWrite(
                    options.Pages.ToString(),
                    pages is null ? "make" : "add",
                    reason,
                    newPages,
                    ExpectedChange.Scale(pages?.Bytes, pages?.Rows ?? 0, newPages)
                ),
            ],
        };
    }

    private async Task<List<LandedObject>> AddedAsync(
        IReadOnlyList<LandedObject> landed,
        TableSnapshot? documents,
        CancellationToken cancellationToken
    )
    {
        if (documents is null)
            return [.. landed];
        await using var job = lake.OpenJob();
        var (files, _) = await KnownAsync(job, documents, cancellationToken);
        return [.. landed.Where(o => !files.Contains((o.SourceUri, o.Sha256)))];
    }

    private async Task<DocumentsToRawResult> RunAsync(
        DocumentsToRawOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var nothing = new DocumentsToRawResult(0, 0, 0, new Dictionary<PdfParseStatus, int>());
        var landed = await lake.Landing.ListAsync(options.Feed, cancellationToken);
        var documents = await lake.Tables.FindCurrentAsync(options.Documents, cancellationToken);
        var pages = await lake.Tables.FindCurrentAsync(options.Pages, cancellationToken);
        var fingerprint = Fingerprint(options.Feed, landed);
        if (landed.Count == 0 || documents?.Fingerprint == fingerprint)
            return nothing;

        await using var job = lake.OpenJob();
        var (files, contents) = documents is null ? ([], []) : await KnownAsync(job, documents, cancellationToken);
        var added = landed.Where(o => !files.Contains((o.SourceUri, o.Sha256))).ToList();
        if (added.Count == 0)
            return nothing;

        using var parsed = new ParsedDocuments(lake, job.Folder, options, scope.Context);
        job.Watch = await ForgottenWatch.OpenAsync(lake, null, cancellationToken);
        await parsed.ParseAsync(added, contents, cancellationToken);
        var documentRows = await job.WriteAsync(
            options.Documents,
            DocumentRows.Query,
            [parsed.DocumentsPath],
            cancellationToken: cancellationToken
        );
        var pageRows = await job.WriteAsync(
            options.Pages,
            PageRows.Query(parsed.LongestPage),
            [parsed.PagesPattern],
            cancellationToken: cancellationToken
        );

        scope.Read(
            new DatasetFacts(DatasetRef.Lake("landing", options.Feed))
            {
                Rows = added.Count,
                Files = added.Count,
                Bytes = parsed.Bytes,
            }
        );
        await scope.CommitAsync(
            async (transaction, ct) =>
            {
                var schema = Describe(documentRows, DocumentRows.Descriptions);
                await PublishAsync(
                    scope,
                    transaction,
                    new(
                        options.Documents,
                        documents?.Id,
                        fingerprint,
                        schema,
                        documentRows.Columns,
                        documentRows.Files,
                        true
                    ),
                    documentRows.Seen,
                    added.Count,
                    ct
                );
                // Without new pages their table stays as it is, and steps that read it have nothing to do.
                if (pages is not null && pageRows.Rows == 0)
                    return;
                schema = Describe(pageRows, PageRows.Descriptions);
                await PublishAsync(
                    scope,
                    transaction,
                    new(options.Pages, pages?.Id, fingerprint, schema, pageRows.Columns, pageRows.Files, true),
                    pageRows.Seen,
                    parsed.PageCount,
                    ct
                );
            },
            cancellationToken
        );
        return new DocumentsToRawResult(added.Count, pageRows.Rows, parsed.Bytes, parsed.Statuses);
    }

    /// <summary>The files that have a row, and the contents whose pages were read.</summary>
    private static async Task<(HashSet<(string Uri, string Sha256)> Files, HashSet<string> Contents)> KnownAsync(
        LakeJob job,
        TableSnapshot documents,
        CancellationToken cancellationToken
    )
    {
        await job.AttachTableAsync(documents, "documents", cancellationToken: cancellationToken);
        var rows = (
            await job.QueryAsync("SELECT _source_uri, document_id FROM documents", cancellationToken: cancellationToken)
        ).Rows;
        return ([.. rows.Select(r => ((string)r[0]!, (string)r[1]!))], [.. rows.Select(r => (string)r[1]!)]);
    }

    private async Task PublishAsync(
        StepScope scope,
        MetadataTransaction transaction,
        SnapshotDraft draft,
        Sightings seen,
        long rowsIn,
        CancellationToken cancellationToken
    )
    {
        var identity = scope.Context.Identity;
        var snapshot = await lake.Tables.PublishAsync(transaction, identity.RunId, draft, cancellationToken);
        var rows = draft.AddedFiles.Sum(f => f.Rows);
        await new RowAccount(draft.Table, rowsIn, rows, 0, new Dictionary<string, long>()).RecordAsync(
            transaction,
            identity
        );
        seen.Tell(
            scope,
            new DatasetFacts(draft.Table.Dataset)
            {
                Schema = draft.Schema,
                Rows = rows,
                Bytes = draft.AddedFiles.Sum(f => f.Bytes),
                Files = draft.AddedFiles.Count,
                Version = $"{snapshot}",
            }
        );
    }

    private static List<FieldSchema> Describe(WrittenTable written, IReadOnlyDictionary<string, string> descriptions) =>
        [.. written.Schema.Select(c => c with { Description = descriptions.GetValueOrDefault(c.Name) })];

    private static string Fingerprint(string feed, IReadOnlyList<LandedObject> landed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}\n{feed}\n"));
        foreach (var file in landed)
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.SourceUri}\t{file.Sha256}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
