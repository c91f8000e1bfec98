using Penstock.Core.Configuration;
using Penstock.Pipelines.Connections;
using Penstock.Testing;

namespace Penstock.Pipelines.Tests.Connections;

public sealed class ConnectionLimitTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_connection_is_used_no_more_often_at_once_than_it_allows()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["penstock.yml"], $"""
            metadata:
              connection: {await postgres.CreateDatabaseAsync()}
            lake:
              store: file:lake
            sources:
              weak:
                url: file:///tmp
                maxConcurrency: 1
              strong:
                url: file:///tmp
            """);
        await using var platform = await Platform.OpenAsync(PenstockConfiguration.Load(folder["penstock.yml"]), (o, _, _) => Task.FromResult(o.Connection!));
        var limits = new ConnectionLimits(platform);
        var first = await limits.EnterAsync("weak");
        var second = limits.EnterAsync("weak");
        Assert.False(second.IsCompleted);
        using (await limits.EnterAsync("strong")) using (await limits.EnterAsync("strong")) first.Dispose();

        (await second.WaitAsync(TimeSpan.FromSeconds(20))).Dispose();
    }
}
