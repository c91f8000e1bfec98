using Penstock.Testing;

namespace Penstock.Server.Tests.Health;

public class HealthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_server_that_runs_is_alive()
    {
        await using var server = await TestServer.StartAsync(postgres);

        Assert.Equal("alive", await server.Anonymous().GetStringAsync("/health/live"));
    }
}
