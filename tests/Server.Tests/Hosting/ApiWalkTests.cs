using Penstock.Testing;

namespace Penstock.Server.Tests.Hosting;

/// <summary>The OpenAPI document says what the API answers, whatever it is sent.</summary>
public sealed class ApiWalkTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    // What needs no key: how to sign in, what the doctor of a machine asks, and the document itself.
    private static readonly string[] Open =
    [
        "GET /api/session",
        "GET /health/live",
        "GET /health/ready",
        "POST /elsa/api/identity/login",
        "POST /elsa/api/identity/refresh-token",
        "POST /iceberg/v1/oauth/tokens",
    ];

    [Fact]
    public async Task Nothing_sent_to_an_operation_is_a_fault_or_gives_a_status_that_the_document_lacks()
    {
        var client = await fixture.Server.WithKeyAsync("*");
        var walk = new ApiWalk(seed: 12);
        List<string> wrong = [];
        foreach (var operation in await ApiWalk.OperationsAsync(client))
        {
            foreach (var (what, make) in walk.Requests(operation))
            {
                using var request = make();
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var status = (int)answer.StatusCode;
                if (status >= 500 || !operation.Statuses.Contains($"{status}"))
                    wrong.Add($"{operation}: {status} ({what})");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_name_in_a_path_is_a_described_parameter() =>
        Assert.Empty(
            (await ApiWalk.OperationsAsync(fixture.Server.Anonymous()))
                .Where(o => o.Parameters.Except(o.Described).Any() || o.Described.Except(o.Parameters).Any())
                .Select(o => o.ToString())
        );

    [Fact]
    public async Task Without_a_key_every_operation_is_refused_but_those_that_let_people_in()
    {
        var client = fixture.Server.Anonymous();
        List<string> open = [];
        foreach (var operation in await ApiWalk.OperationsAsync(client))
        {
            using var request = new HttpRequestMessage(operation.Method, operation.Fill(ApiWalk.Usual));
            using var answer = await client.SendAsync(request);
            if ((int)answer.StatusCode is not (401 or 403))
                open.Add(operation.ToString());
        }

        Assert.Equal(string.Join('\n', Open), string.Join('\n', open.Order(StringComparer.Ordinal)));
    }
}
