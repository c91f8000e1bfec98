using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Server.Iceberg;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.Server.Tests.Iceberg;

/// <summary>Each operation of the catalogue's document is told to be there or not, in the reference and to clients.</summary>
public sealed partial class IcebergOperationsTests(PostgresFixture postgres)
{
    // Every client begins with these; config does not name them.
    private static readonly string[] Always = ["GET /v1/config", "POST /v1/oauth/tokens"];

    [Fact]
    public void The_reference_says_of_each_operation_whether_it_is_there()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "reference", "iceberg-catalogue.md"))
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.StartsWith("no:", StringComparison.Ordinal));

        Same([.. IcebergOperations.There, .. Always], rows.Where(r => !r.Value).Select(r => r.Key));
        Same(IcebergOperations.Missing.Keys, rows.Where(r => r.Value).Select(r => r.Key));
        if (PublishedCatalogue.Operations() is { } published)
            Same(published, rows.Keys);

        static void Same(IEnumerable<string> expected, IEnumerable<string> said) =>
            Assert.Equal(
                expected.Order(StringComparer.Ordinal).ToArray(),
                said.Order(StringComparer.Ordinal).ToArray()
            );
    }

    [Fact]
    public async Task An_operation_that_is_not_there_is_refused_with_the_reason_in_the_form_of_the_catalogue()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        foreach (var (operation, reason) in IcebergOperations.Missing)
        {
            var parts = operation.Split(' ');
            using var request = new HttpRequestMessage(
                new HttpMethod(parts[0]),
                "/iceberg" + Parameter().Replace(parts[1].Replace("/{prefix}", "", StringComparison.Ordinal), "refined")
            );
            var answer = await client.SendAsync(request);
            if (parts[0] == "HEAD")
            {
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                continue;
            }
            var error = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["error"]!;
            Assert.Equal((int)answer.StatusCode, (int)error["code"]!);
            Assert.Contains(reason, (string)error["message"]!, StringComparison.Ordinal);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotAcceptable, HttpStatusCode.NotFound });
        }
    }

    [GeneratedRegex(@"^\| `((?:GET|HEAD|POST|DELETE) /v1[^`]*)` \| (.*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
