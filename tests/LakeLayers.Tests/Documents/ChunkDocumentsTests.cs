using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Documents;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Sandbox;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Documents;

public sealed class ChunkDocumentsTests(PostgresFixture postgres) : IDisposable
{
    private const string Sentence =
        "The supervisor counts the yellow boxes on the last Sunday of January and writes the number on the sheet. ";
    private readonly TestFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(1000, 150)]
    [InlineData(300, 0)]
    [InlineData(120, 40)]
    public async Task Chunks_cover_the_whole_text_with_overlap_and_have_about_the_length_asked_for(
        int length,
        int overlap
    )
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await PublishPagesAsync(
            lake,
            string.Concat(Enumerable.Repeat(Sentence, 60)),
            Sentence,
            "a\n\nb",
            new string('x', 5000)
        );

        await RunAsync(lake, new() { Length = length, Overlap = overlap });

        foreach (var page in (await ChunksAsync(lake)).GroupBy(c => c.Page))
        {
            var text = page.First().PageText;
            var chunks = page.OrderBy(c => c.Number).ToList();
            Assert.Equal(Enumerable.Range(1, chunks.Count), chunks.Select(c => c.Number));
            Assert.Equal((0L, (long)text.Length), (chunks[0].Start, chunks[^1].End));
            Assert.All(chunks, c => Assert.Equal(text[(int)c.Start..(int)c.End], c.Text));
            Assert.All(chunks, c => Assert.InRange(c.Text.Length, 1, length * 5 / 4));
            Assert.All(
                chunks.Zip(chunks.Skip(1)),
                pair => Assert.InRange(pair.First.End - pair.Second.Start, 0, overlap)
            );
            if (overlap > 0)
                Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.True(pair.First.End > pair.Second.Start));
            if (text.Length > length)
                Assert.True(
                    chunks.Average(c => c.Text.Length) > length * 0.55,
                    $"Chunks of page {page.Key} are short."
                );
        }
    }

    [Fact]
    public async Task Cuts_prefer_the_end_of_a_paragraph_then_of_a_sentence_then_of_a_word()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var paragraphs = string.Concat(
            Enumerable.Repeat(string.Concat(Enumerable.Repeat(Sentence, 4)).TrimEnd() + "\n\n", 10)
        );
        var sentences = string.Concat(Enumerable.Repeat(Sentence, 40));
        var words = string.Concat(Enumerable.Repeat("counted again ", 300));
        await PublishPagesAsync(lake, paragraphs, sentences, words);

        await RunAsync(lake, new() { Length = 3000, Overlap = 200 });

        var chunks = await ChunksAsync(lake);
        Assert.All(chunks.Where(c => c.Page == 1), c => Assert.EndsWith("sheet.\n\n", c.Text));
        Assert.All(chunks.Where(c => c.Page == 2), c => Assert.EndsWith("sheet. ", c.Text));
        Assert.All(chunks.Where(c => c.Page == 3), c => Assert.EndsWith(" ", c.Text));
        Assert.All(
            chunks,
            c =>
                Assert.True(
                    c.Start == 0 || char.IsWhiteSpace(c.PageText[(int)c.Start - 1]),
                    "A chunk begins inside a word."
                )
        );
    }

    [Fact]
    public async Task A_page_as_long_as_a_book_is_cut_in_time_and_without_a_gap()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("raw.pages", PageSql(1, $"repeat({Core.Metadata.Sql.Literal(Sentence)}, 20000)"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var result = await new ChunkDocuments(lake.Lake).RunAsync(
            new(),
            StepContext.Standalone("ChunkDocuments"),
            patience.Token
        );

        var chunks = await ChunksAsync(lake);
        Assert.Equal(result.Chunks, chunks.Count);
        Assert.Equal((0L, 20_000L * Sentence.Length), (chunks[0].Start, chunks[^1].End));
        Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.InRange(pair.First.End - pair.Second.Start, 1, 150));
        Assert.All(
            chunks,
            c =>
                Assert.True(
                    c.Text.Length <= 1250 && c.PageText.AsSpan((int)c.Start, c.Text.Length).SequenceEqual(c.Text)
                )
        );
    }

    [Fact]
    public async Task No_character_is_cut_in_two()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var text = string.Concat(Enumerable.Repeat("😀𝒜漢", 700));
        await PublishPagesAsync(lake, text);

        await RunAsync(lake, new() { Length = 500, Overlap = 100 });

        var chunks = await ChunksAsync(lake);
        Assert.True(chunks.Count > 4);
        Assert.All(chunks, c => Assert.DoesNotContain('\uFFFD', c.Text));
        var runes = text.EnumerateRunes().ToList();
        Assert.Equal(runes.Count, chunks[^1].End);
        Assert.All(chunks, c => Assert.Equal(runes[(int)c.Start..(int)c.End], c.Text.EnumerateRunes()));
    }

    [Fact]
    public async Task A_second_run_commits_nothing_and_other_options_make_the_table_anew()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        Procedures.CopyTo(_files.Path);
        await LandedFiles.LandAsync(lake.Lake, "procedures", Procedures.Names.Select(n => _files[n]));
        await new DocumentsToRaw(lake.Lake).RunAsync(new("procedures"), StepContext.Standalone("DocumentsToRaw"));

        var first = await RunAsync(lake);
        var ids = (await ChunksAsync(lake)).Select(c => c.Id).ToList();
        var second = await RunAsync(lake);
        var shorter = await RunAsync(lake, new() { Length = 400 });
        var back = await RunAsync(lake);

        Assert.Equal((9L, true, false), (first.Pages, first.Changed, second.Changed));
        Assert.True(shorter.Changed && shorter.Chunks > first.Chunks);
        Assert.True(back.Changed);
        Assert.Equal(ids, (await ChunksAsync(lake)).Select(c => c.Id));
        Assert.Distinct(ids);
    }

    [Fact]
    public async Task Pages_without_text_are_accounted_for_and_without_pages_nothing_happens()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        Assert.False((await RunAsync(lake)).Changed);
        await PublishPagesAsync(lake, "text", "", " \n\n");

        var result = await RunAsync(lake);

        Assert.Equal((3L, 1L, true), (result.Pages, result.Chunks, result.Changed));
        await using var command = lake.Lake.Metadata.DataSource.CreateCommand(
            "SELECT rows_in || ' ' || rows_out || ' ' || dropped::text FROM lake.row_account"
        );
        Assert.Equal("""3 1 {"page_without_text": 2}""", await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData(50, 10)]
    [InlineData(1000, 400)]
    public async Task Options_out_of_their_range_are_refused(int length, int overlap)
    {
        await using var lake = await TestLake.CreateAsync(postgres);

        await Assert.ThrowsAsync<UsageException>(() => RunAsync(lake, new() { Length = length, Overlap = overlap }));
    }

    private static Task<ChunkDocumentsResult> RunAsync(TestLake lake, ChunkDocumentsOptions? options = null) =>
        new ChunkDocuments(lake.Lake).RunAsync(options ?? new(), StepContext.Standalone("ChunkDocuments"));

    private static Task PublishPagesAsync(TestLake lake, params string[] texts) =>
        lake.PublishAsync(
            "raw.pages",
            string.Join(" UNION ALL ", texts.Select((text, i) => PageSql(i + 1, Core.Metadata.Sql.Literal(text))))
        );

    private static string PageSql(int number, string text) =>
        $"""
            SELECT 'd1' AS document_id, {number}::INTEGER AS page_number, {text} AS text, 'file:///d1.pdf' AS _source_uri,
                {number}::BIGINT AS _source_position, 'landing/d1' AS _landing_key, 'r1' AS _run_id, TIMESTAMPTZ '2011-01-01 00:00:00+00' AS _ingested_at, 'h' AS _row_hash
            """;

    private static async Task<List<Chunk>> ChunksAsync(TestLake lake)
    {
        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync(
            (await lake.Lake.Tables.FindCurrentAsync(new("refined", "document_chunks")))!,
            "chunks"
        );
        await job.AttachTableAsync((await lake.Lake.Tables.FindCurrentAsync(new("raw", "pages")))!, "pages");
        var texts = (await job.QueryAsync("SELECT document_id, page_number, text FROM pages")).Rows.ToDictionary(
            r => ((string)r[0]!, (int)r[1]!),
            r => (string)r[2]!
        );
        var rows = (
            await job.QueryAsync(
                """
                SELECT document_id, page_number, chunk_id, chunk_number, start_char, end_char, text FROM chunks ORDER BY document_id, page_number, chunk_number
                """
            )
        ).Rows;
        return
        [
            .. rows.Select(r => new Chunk(
                (string)r[2]!,
                (int)r[1]!,
                (int)r[3]!,
                (long)r[4]!,
                (long)r[5]!,
                (string)r[6]!,
                texts[((string)r[0]!, (int)r[1]!)]
            )),
        ];
    }

    private sealed record Chunk(string Id, int Page, int Number, long Start, long End, string Text, string PageText);
}
