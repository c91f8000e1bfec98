using Penstock.Connectors.MongoDb;
using Penstock.Connectors.Tests.FileServers;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>Whatever documents a collection holds, each is a row of raw or of its quarantine, and no feed stops.</summary>
public sealed class EveryDocumentTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("raw.things");

    private static bool IsSlow => Environment.GetEnvironmentVariable("PENSTOCK_SLOW") == "1";

    [Fact]
    public async Task Each_document_is_in_raw_or_in_quarantine_once()
    {
        using var folder = new TestFolder();
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        await using var mongo = await TestMongo.StartAsync(folder["mongo"]);
        var (random, documents) = (new Random(20_261), IsSlow ? 10_000 : 1_000);
        for (var batch = 0; batch < 2; batch++)
        {
            mongo.Add("things", Enumerable.Range(batch * documents / 2, documents / 2).Select(n => Of(n, random)));
            var landed = await new MongoToLanding(lake.Lake, mongo.Connection).RunAsync(
                new MongoToLandingOptions("things", mongo.Database, "things")
                {
                    WatermarkField = "_id",
                    MaxObjectBytes = 200_000,
                },
                StepContext.Standalone("MongoToLanding")
            );
            Assert.Equal(documents / 2, landed.Documents);
            var result = await new JsonLinesToRaw(lake.Lake).RunAsync(
                new JsonLinesToRawOptions("things", Table.ToString()),
                StepContext.Standalone("JsonLinesToRaw")
            );
            Assert.Equal(result.RowsIn, result.Rows + result.Quarantined);
            // Where a type changes, the table is made anew from all that landed.
            Assert.Equal(result.IsRebuilt ? (batch + 1) * documents / 2 : documents / 2, result.RowsIn);
            Assert.True(result.Rows > 0, $"{result}");
        }

        var objects = await lake.Lake.Landing.ListAsync("things");
        var expected = objects.SelectMany(o => Enumerable.Range(1, (int)o.RowCount!).Select(n => (o.Key, (long)n)));
        Assert.Equal(expected.Order(), (await PlacesAsync(lake)).Order());
    }

    private static byte[] Of(int n, Random random) =>
        TestMongo.Document(writer =>
        {
            writer.ObjectId("_id", TestMongo.IdOf(n));
            RandomBson.Fill(writer, random);
        });

    private static async Task<IReadOnlyList<(string, long)>> PlacesAsync(TestLake lake)
    {
        List<(string, long)> places = [];
        foreach (var table in new[] { Table, Table.Quarantine })
        {
            if (await lake.Lake.Tables.FindCurrentAsync(table) is not { } snapshot)
                continue;
            await using var job = lake.Lake.OpenJob();
            await job.AttachTableAsync(snapshot, "t");
            var found = await job.QueryAsync("SELECT _landing_key, _source_position::BIGINT FROM t");
            places.AddRange(found.Rows.Select(r => ((string)r[0]!, (long)r[1]!)));
        }
        return places;
    }
}
