using Penstock.Connectors.MongoDb;
using Penstock.Connectors.Tests.FileServers;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>Memory is the process's: this test runs when no other does.</summary>
[CollectionDefinition(nameof(MongoMemoryTests), DisableParallelization = true)]
[Collection(nameof(MongoMemoryTests))]
public sealed class MongoMemoryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestLake _lake = null!;
    private TestMongo _mongo = null!;

    public async ValueTask InitializeAsync()
    {
        _lake = await TestLake.CreateAsync(postgres, _folder);
        _mongo = await TestMongo.StartAsync(_folder["mongo"]);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_collection()
    {
        _mongo.Add("small", 0, 20_000);
        _mongo.Add("large", 0, 400_000);
        async Task<long> PeakAsync(string collection)
        {
            var (peak, reports) = (0L, 0);
            var context = StepContext.Standalone("load") with
            {
                // What is alive, not what waits to be collected.
                Progress = new OnReport(() =>
                {
                    if (reports++ % 8 == 0)
                        peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                }),
            };
            await new MongoToLanding(_lake.Lake, _mongo.Connection).RunAsync(
                new MongoToLandingOptions(collection, _mongo.Database, collection),
                context
            );
            return peak;
        }
        await PeakAsync("small");

        var small = await PeakAsync("small");
        var large = await PeakAsync("large");

        Assert.InRange(large, 1, small + (32 << 20));
    }

    public async ValueTask DisposeAsync()
    {
        await _mongo.DisposeAsync();
        await _lake.DisposeAsync();
        _folder.Dispose();
    }
}
