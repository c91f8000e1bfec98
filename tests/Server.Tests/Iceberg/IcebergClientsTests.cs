using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Testing;

namespace Penstock.Server.Tests.Iceberg;

/// <summary>What clients of the catalogue do beyond the plain calls: sign in by a credential, compress, ask for less.</summary>
public sealed class IcebergClientsTests(PostgresFixture postgres)
{
    private const string Tables = "/iceberg/v1/namespaces/refined/tables";
    private const string Wanted = """
        {"name": "t", "location": null, "write-order": null, "schema": {"type": "struct", "fields": [{"id": 1, "name": "a", "required": false, "type": "int"}]}}
        """;

    [Fact]
    public async Task A_key_is_the_secret_of_client_credentials_in_the_form_or_the_header_and_is_exchanged_for_itself()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var key = (await server.WithKeyAsync("read:lake")).DefaultRequestHeaders.Authorization!.Parameter!;
        var token = await TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_secret", key),
            ("scope", "catalog")
        );
        Assert.Equal("bearer", (string)token["token_type"]!);

        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)token["access_token"]!);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/iceberg/v1/namespaces")).StatusCode);
        await TokenAsync(
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", (string)token["access_token"]!)
        );
        using var basic = server.Anonymous();
        basic.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{key}"))
        );
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(basic, ("grant_type", "client_credentials"))).StatusCode);

        var wrong = await AskAsync(client, ("grant_type", "client_credentials"), ("client_secret", "no"));
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "invalid_client"),
            (wrong.StatusCode, (string)(await wrong.Content.ReadFromJsonAsync<JsonNode>())!["error"]!)
        );
        var other = await AskAsync(client, ("grant_type", "password"));
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);

        async Task<JsonNode> TokenAsync(params (string Name, string Value)[] form) =>
            (
                await (await AskAsync(server.Anonymous(), form))
                    .EnsureSuccessStatusCode()
                    .Content.ReadFromJsonAsync<JsonNode>()
            )!;
    }

    [Fact]
    public async Task Bodies_are_read_compressed_and_a_table_is_not_answered_again_to_who_has_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        using var made = await client.PostAsync(Tables, Gzip(Wanted));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());

        var first = await client.GetAsync($"{Tables}/t");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{Tables}/t");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        using var refs = new HttpRequestMessage(HttpMethod.Get, $"{Tables}/t?snapshots=refs");
        refs.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var less = await client.SendAsync(refs);
        Assert.Equal(HttpStatusCode.OK, less.StatusCode);
        Assert.Empty((await less.Content.ReadFromJsonAsync<JsonNode>())!["metadata"]!["snapshots"]!.AsArray());
        using var broken = new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } };
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(Tables, broken)).StatusCode);
    }

    [Fact]
    public async Task A_zone_says_where_its_tables_are_and_a_dropped_table_is_registered_again_with_its_folder()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        var zone = await client.GetFromJsonAsync<JsonNode>("/iceberg/v1/namespaces/refined");
        var made = (await (await client.PostAsync(Tables, Json(Wanted))).Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.StartsWith(
            (string)zone!["properties"]!["location"]! + "/t-",
            (string)made["metadata"]!["location"]!,
            StringComparison.Ordinal
        );

        await client.DeleteAsync($"{Tables}/t");
        var body = new JsonObject { ["name"] = "back", ["metadata-location"] = (string)made["metadata-location"]! };
        var registered = await client.PostAsJsonAsync("/iceberg/v1/namespaces/refined/register", body);

        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        Assert.Equal(
            (string)made["metadata"]!["table-uuid"]!,
            (string)(await registered.Content.ReadFromJsonAsync<JsonNode>())!["metadata"]!["table-uuid"]!
        );
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await client.PostAsJsonAsync("/iceberg/v1/namespaces/refined/register", body)).StatusCode
        );
    }

    [Theory]
    [InlineData("""{"requirements": null, "updates": null}""")]
    [InlineData("""{"requirements": [null], "updates": []}""")]
    [InlineData("""{"requirements": [], "updates": [null]}""")]
    [InlineData("""{"requirements": [], "updates": [{"action": "set-properties", "updates": {"a": null}}]}""")]
    [InlineData("""{"requirements": [], "updates": [{"updates": {}, "action": "unheard-of"}]}""")]
    [InlineData(
        """{"requirements": [{"ref": "main", "type": "assert-ref-snapshot-id"}], "updates": [{"action": "add-schema"}]}"""
    )]
    public async Task A_commit_that_lacks_something_is_refused_and_no_fault_of_the_server(string body)
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        await client.PostAsync(Tables, Json(Wanted));

        var answer = await client.PostAsync($"{Tables}/t", Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(400, (int)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]!);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, params (string Name, string Value)[] form) =>
        client.PostAsync(
            "/iceberg/v1/oauth/tokens",
            new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)))
        );

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return new ByteArrayContent(packed.ToArray())
        {
            Headers = { ContentEncoding = { "gzip" }, ContentType = new MediaTypeHeaderValue("application/json") },
        };
    }
}
