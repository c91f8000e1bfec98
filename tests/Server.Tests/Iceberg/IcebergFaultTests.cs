using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.Pipelines;
using Penstock.Testing;

namespace Penstock.Server.Tests.Iceberg;

/// <summary>Failures of the server itself behind the REST catalogue.</summary>
public sealed class IcebergFaultTests(PostgresFixture postgres)
{
    public static TheoryData<Exception, HttpStatusCode, string, string> Faults =>
        new()
        {
            {
                new TransientException("The store is busy", "s3://lake", next: "try again"),
                HttpStatusCode.ServiceUnavailable,
                "ServiceUnavailableException",
                "The store is busy: s3://lake. Next: try again"
            },
            {
                new PenstockException("The disk is full", "lake", next: "penstock doctor"),
                HttpStatusCode.InternalServerError,
                "InternalServerError",
                "The disk is full: lake. Next: penstock doctor"
            },
            {
                new InvalidOperationException("a secret of the program"),
                HttpStatusCode.InternalServerError,
                "InternalServerError",
                "It was logged as"
            },
        };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_of_the_server_is_logged_and_answered_in_the_form_of_the_catalogue(
        Exception fault,
        HttpStatusCode status,
        string type,
        string message
    )
    {
        using var log = new ErrorLog();
        await using var server = await TestServer.StartAsync(
            postgres,
            new ServerStart
            {
                Services = services =>
                    services
                        .AddSingleton<ILoggerProvider>(log)
                        .AddSingleton(sp => new IcebergCatalog(
                            sp.GetRequiredService<Platform>().Lake,
                            new FailingClock(fault)
                        )),
            }
        );
        var client = await server.WithKeyAsync("write:lake");

        var answer = await client.PostAsJsonAsync(
            "/iceberg/v1/namespaces/raw/tables",
            JsonNode.Parse("""{"name": "orders", "schema": {"type": "struct", "schema-id": 0, "fields": []}}""")
        );

        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((status, (int)status, type), (answer.StatusCode, (int)error["code"]!, (string)error["type"]!));
        Assert.StartsWith(message, (string)error["message"]!, StringComparison.Ordinal);
        Assert.Equal([fault], log.Errors);
    }

    [Fact]
    public async Task What_a_client_did_wrong_is_no_error_of_the_log()
    {
        using var log = new ErrorLog();
        await using var server = await TestServer.StartAsync(
            postgres,
            new ServerStart { Services = services => services.AddSingleton<ILoggerProvider>(log) }
        );

        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await (await server.WithKeyAsync("read:lake")).GetAsync("/iceberg/v1/namespaces/raw/tables/nothing")
            ).StatusCode
        );
        Assert.Empty(log.Errors);
    }

    private sealed class FailingClock(Exception fault) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw fault;
    }
}
