using Dapper;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Documents;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Sandbox;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Documents;

public sealed class DocumentsToRawTests(PostgresFixture postgres, ITestOutputHelper output) : IDisposable
{
    private static readonly DocumentsToRawOptions Options = new("procedures");
    private readonly TestFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Every_procedure_becomes_a_row_and_a_bad_one_stops_no_other()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandedFiles.LandAsync(lake.Lake, "procedures", Copy());

        var result = await RunAsync(lake);

        Assert.Equal((Procedures.Names.Count, 9), (result.Documents, result.Pages));
        var rows = await QueryAsync(
            lake,
            """
            SELECT regexp_extract(_source_uri, '[^/]+$'), parse_status, is_encrypted, has_no_text, pages_read FROM documents ORDER BY 1
            """
        );
        Assert.Equal(
            [
                "cash-handling.pdf ok True False 1",
                "customer-complaints.pdf ok False False 1",
                "gift-vouchers.pdf damaged False False 0",
                "goods-inspection-form.pdf ok False True 1",
                "price-change-procedure.pdf ok False False 2",
                "returns-and-refunds.pdf ok False False 2",
                "stock-taking.pdf ok False False 2",
                "supplier-terms.pdf encrypted True False 0",
            ],
            rows.Rows.Select(r => string.Join(' ', r))
        );
    }

    [Fact]
    public async Task Rows_carry_metadata_pages_words_and_where_they_came_from()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandedFiles.LandAsync(lake.Lake, "procedures", Copy("customer-complaints.pdf"));

        await RunAsync(lake);

        var landed = Assert.Single(await lake.Lake.Landing.ListAsync("procedures"));
        var document = Assert.Single(
            (
                await QueryAsync(
                    lake,
                    """
                    SELECT document_id, title, producer, strftime(created_at, '%Y-%m-%dT%H:%M:%SZ'), page_count, size, sha256, _source_uri, _source_position, _landing_key
                    FROM documents
                    """
                )
            ).Rows
        );
        Assert.Equal(
            [
                landed.Sha256,
                "Handling customer complaints",
                "a text editor",
                "2011-02-14T08:30:00Z",
                1,
                landed.Size,
                landed.Sha256,
                landed.SourceUri,
                1L,
                landed.Key,
            ],
            document
        );
        var page = Assert.Single(
            (
                await QueryAsync(
                    lake,
                    """
                    SELECT document_id, page_number, text, width, words[1].text, words[1].x, len(words) > 200, _source_position, _landing_key, length(_row_hash) FROM pages
                    """
                )
            ).Rows
        );
        Assert.Equal(
            [
                landed.Sha256,
                1,
                await Poppler.PageTextAsync(_files["customer-complaints.pdf"], 1),
                595f,
                "Handling",
                60f,
                true,
                1L,
                landed.Key,
                64L,
            ],
            page
        );
    }

    [Fact]
    public async Task A_second_run_commits_nothing_and_a_new_file_is_added_alone()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandedFiles.LandAsync(lake.Lake, "procedures", Copy("stock-taking.pdf", "gift-vouchers.pdf"));
        await RunAsync(lake);
        var first = await lake.Lake.Tables.FindCurrentAsync(Options.Documents);

        var again = await RunAsync(lake);
        Assert.False(again.Changed);
        Assert.Equal(first!.Id, (await lake.Lake.Tables.FindCurrentAsync(Options.Documents))!.Id);

        await LandedFiles.LandAsync(lake.Lake, "procedures", Copy("returns-and-refunds.pdf"));
        var more = await RunAsync(lake);
        Assert.Equal((1, 2), (more.Documents, more.Pages));
        Assert.Equal(3L, (await QueryAsync(lake, "SELECT count(*) FROM documents")).Rows[0][0]);
        Assert.Equal(4L, (await QueryAsync(lake, "SELECT count(*) FROM pages")).Rows[0][0]);
    }

    [Fact]
    public async Task Files_with_the_same_content_share_their_pages()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var paths = Copy("stock-taking.pdf");
        File.Copy(paths[0], _files["copy.pdf"]);
        File.Copy(paths[0], _files["later copy.pdf"]);
        await LandedFiles.LandAsync(lake.Lake, "procedures", [paths[0], _files["copy.pdf"]]);
        await RunAsync(lake);
        await LandedFiles.LandAsync(lake.Lake, "procedures", [_files["later copy.pdf"]]);

        var later = await RunAsync(lake);

        Assert.Equal((1, 0), (later.Documents, later.Pages));
        var counts = (
            await QueryAsync(lake, "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM pages)")
        ).Rows[0];
        Assert.Equal([3L, 2L], counts);
    }

    [Fact]
    public async Task Both_tables_the_accounts_and_the_event_are_one_commit()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandedFiles.LandAsync(lake.Lake, "procedures", Copy());
        var context = StepContext.Standalone("DocumentsToRaw");
        await using var connection = await lake.Lake.Metadata.DataSource.OpenConnectionAsync();
        // Publishing the pages fails, after the documents were published in the same transaction.
        await connection.ExecuteAsync("ALTER TABLE lake.snapshot ADD CONSTRAINT no_pages CHECK (name <> 'pages')");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            new DocumentsToRaw(lake.Lake).RunAsync(Options, context)
        );
        Assert.Null(await lake.Lake.Tables.FindCurrentAsync(Options.Documents));
        await connection.ExecuteAsync("ALTER TABLE lake.snapshot DROP CONSTRAINT no_pages");

        var rerun = StepContext.Standalone("DocumentsToRaw");
        await new DocumentsToRaw(lake.Lake).RunAsync(Options, rerun);

        var transactions = await connection.QueryAsync<string>(
            """
            SELECT xmin::text FROM lake.lake_table UNION SELECT xmin::text FROM lake.row_account
            UNION SELECT xmin::text FROM lineage.event WHERE event_type = 'COMPLETE' AND run_id = @Id
            """,
            new { Id = rerun.Identity.StepRunId }
        );
        Assert.Single(transactions);
        var accounts = await connection.QueryAsync<(string, long, long)>(
            "SELECT name, rows_in, rows_out FROM lake.row_account ORDER BY name"
        );
        Assert.Equal([("documents", 8L, 8L), ("pages", 9L, 9L)], accounts);
    }

    [Fact]
    public async Task All_real_pdfs_pass_through_with_a_row_each_and_the_words_of_pdftotext()
    {
        var shared = SharedPdfs.Find(output);
        if (shared.Count == 0)
            shared = Copy();
        await using var lake = await TestLake.CreateAsync(postgres);
        await LandedFiles.LandAsync(lake.Lake, "procedures", shared);

        var result = await RunAsync(lake, Options with { Limits = new PdfLimits { Time = TimeSpan.FromSeconds(60) } });

        output.WriteLine(string.Join(", ", result.Statuses));
        Assert.Equal(shared.Count, result.Documents);
        var documents = await QueryAsync(
            lake,
            "SELECT _source_uri FROM documents WHERE (parse_status = 'ok') = (parse_error IS NULL) ORDER BY 1"
        );
        Assert.Equal(
            shared.Select(p => $"file://{p}").Order(StringComparer.Ordinal),
            documents.Rows.Select(r => (string)r[0]!)
        );
        var pages = (
            await QueryAsync(lake, "SELECT _source_uri, page_number, text, read_by FROM pages ORDER BY ALL")
        ).Rows;
        Assert.Equal(result.Pages, pages.Count);
        Assert.All(pages, r => Assert.Matches(@"^(PdfPig|poppler) \d+\.\d+\.\d+$", (string)r[3]!));
        var scores = new List<(double Score, string Page)>();
        foreach (var row in pages)
        {
            var expected = await Poppler.PageTextAsync(((string)row[0]!)["file://".Length..], (int)row[1]!);
            if (expected is not null)
                scores.Add((WordScore.Of((string)row[2]!, expected), $"{row[0]} page {row[1]} by {row[3]}"));
        }
        foreach (var (score, page) in scores.Where(s => s.Score < 1).OrderBy(s => s.Score))
            output.WriteLine($"{score:F3} {page}");
        Assert.Equal(1.0, scores.Select(s => s.Score).Order().ElementAt(scores.Count / 2));
        Assert.InRange(scores.Average(s => s.Score), 0.985, 1);
    }

    [Fact]
    public async Task A_pages_table_from_before_the_reader_was_noted_gets_the_column_and_keeps_its_rows()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync(
            "raw.pages",
            """
            SELECT 'd1' AS document_id, 1::INTEGER AS page_number, 'old' AS text, 595::FLOAT AS width, 842::FLOAT AS height,
                []::STRUCT(text VARCHAR, x FLOAT, y FLOAT, width FLOAT, height FLOAT)[] AS words,
                'file:///d1.pdf' AS _source_uri,
                1::BIGINT AS _source_position, 'landing/d1' AS _landing_key, 'r1' AS _run_id,
                TIMESTAMPTZ '2011-01-01 00:00:00+00' AS _ingested_at, 'h' AS _row_hash
            """
        );
        await LandedFiles.LandAsync(lake.Lake, "procedures", Copy("customer-complaints.pdf"));

        await RunAsync(lake);

        var rows = (await QueryAsync(lake, "SELECT document_id = 'd1', read_by FROM pages ORDER BY 1")).Rows;
        Assert.Equal(["False PdfPig 0.1.16", "True "], rows.Select(r => $"{r[0]} {r[1]}"));
    }

    private List<string> Copy(params string[] names)
    {
        Procedures.CopyTo(_files.Path);
        return [.. (names.Length == 0 ? Procedures.Names : names).Select(n => _files[n])];
    }

    private static Task<DocumentsToRawResult> RunAsync(TestLake lake, DocumentsToRawOptions? options = null) =>
        new DocumentsToRaw(lake.Lake).RunAsync(options ?? Options, StepContext.Standalone("DocumentsToRaw"));

    private static async Task<DuckDbRows> QueryAsync(TestLake lake, string sql)
    {
        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync((await lake.Lake.Tables.FindCurrentAsync(Options.Documents))!, "documents");
        await job.AttachTableAsync((await lake.Lake.Tables.FindCurrentAsync(Options.Pages))!, "pages");
        return await job.QueryAsync(sql);
    }
}
