using System.Security.Cryptography;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Events;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Raw;

/// <summary>A connection that breaks between a commit and its answer: the step cannot know, and the next run makes it right.</summary>
public sealed class LostAnswerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Whichever_answer_is_lost_every_row_is_there_once_and_every_file_after_the_next_run()
    {
        var direct = new NpgsqlConnectionStringBuilder(
            await postgres.CreateMigratedAsync([
                typeof(MetadataStore).Assembly,
                typeof(StepRunner).Assembly,
                typeof(Lake).Assembly,
            ])
        );
        await using var proxy = new CommitProxy(direct.Port);
        await using var lake = new TestLake(
            new TestFolder(),
            MetadataStore.Open(
                new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = proxy.Port }.ConnectionString
            )
        );
        var (lost, held) = (0, 0);
        for (var commit = 1; commit < 20; commit++)
        {
            proxy.Lose(0);
            await LandAsync(lake, commit);
            proxy.Lose(commit);
            try
            {
                await RunAsync(lake);
            }
            catch (Exception) when (proxy.HasCut)
            {
                lost++;
            }
            if (!proxy.HasCut)
                break;
            proxy.Lose(0);
            if (!(await RunAsync(lake)).Changed)
                held++;

            var rows = (
                await new ZoneQueries(lake.Lake).SqlAsync("SELECT n, count(*) FROM raw.things GROUP BY 1 ORDER BY 1")
            ).Rows;
            Assert.Equal(
                Enumerable.Range(1, commit).Select(i => ((long)i, 1L)),
                rows.Select(r => ((long)r[0]!, (long)r[1]!))
            );
            Assert.All(await new VerifyTables(lake.Lake).RunAsync([]), t => Assert.Empty(t.Damaged));
        }
        Assert.True(lost >= 2, $"{lost} answers were lost");
        Assert.True(held >= 1, "No commit held of which the answer was lost");
    }

    private static Task<JsonLinesToRawResult> RunAsync(TestLake lake) =>
        new JsonLinesToRaw(lake.Lake).RunAsync(
            new JsonLinesToRawOptions("feed", "raw.things"),
            StepContext.Standalone("JsonLinesToRaw")
        );

    private static async Task LandAsync(TestLake lake, int number)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{number}}}\n");
        await using var staged = lake.Lake.Objects.Stage();
        await staged.Content.WriteAsync(bytes);
        await lake.Lake.Landing.LandAsync(
            staged,
            new LandingDraft(
                "feed",
                $"test://{number}",
                $"{number}",
                bytes.Length,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                "application/x-ndjson",
                Guid.NewGuid()
            )
        );
        await using var transaction = await lake.Lake.Metadata.BeginAsync();
        await LandingZone.PublishAsync(transaction, "feed");
        await transaction.CommitAsync();
    }
}
