using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Penstock.Testing;

namespace Penstock.Server.Tests.Health;

public class HealthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_server_that_runs_is_alive_and_ready()
    {
        await using var server = await TestServer.StartAsync(postgres);

        Assert.Equal("alive", await server.Anonymous().GetStringAsync("/health/live"));
        Assert.Equal(
            "ready",
            (string)(await server.Anonymous().GetFromJsonAsync<JsonNode>("/health/ready"))!["status"]!
        );
    }

    [Fact]
    public async Task A_server_that_has_lost_its_database_is_alive_and_not_ready_and_tells_nobody_why()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await using (var source = NpgsqlDataSource.Create(postgres.Server.ConnectionString("postgres")))
        await using (var drop = source.CreateCommand($"DROP DATABASE {server.Database} WITH (FORCE)"))
            await drop.ExecuteNonQueryAsync();

        var answer = await server.Anonymous().GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("failed", (string)JsonNode.Parse(text)!["checks"]!["database"]!);
        Assert.DoesNotContain(server.Database, text, StringComparison.Ordinal);
        Assert.Equal("alive", await server.Anonymous().GetStringAsync("/health/live"));
    }
}
