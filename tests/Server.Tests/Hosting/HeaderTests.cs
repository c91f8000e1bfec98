using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;

namespace Penstock.Server.Tests.Hosting;

public class HeaderTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/login")]
    [InlineData("/workflows/definitions")]
    [InlineData("/elsa/api/nothing")]
    [InlineData("/_framework/dotnet.js")]
    [InlineData("/no-such-page")]
    public async Task Every_answer_tells_the_browser_to_load_from_here_alone(string path)
    {
        var answer = await (await fixture.Server.SignedInAsync(Roles.Analyst)).GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task What_is_somebody_s_is_not_kept_by_a_browser()
    {
        var answer = await (await fixture.Server.SignedInAsync(Roles.Analyst)).GetAsync("/catalogue");

        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task The_API_is_described_in_a_document_with_how_to_sign_in()
    {
        var document = await fixture.Server.Anonymous().GetFromJsonAsync<JsonNode>("/openapi/v1.json");

        Assert.NotNull(document!["paths"]!["/api/audit"]);
        Assert.NotNull(document["paths"]!["/elsa/api/identity/login"]);
        Assert.NotNull(document["components"]!["securitySchemes"]!["apiKey"]);
        Assert.Null(document["paths"]!["/login"]);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_the_server_lives_on()
    {
        var client = fixture.Server.Anonymous();
        using var body = new ByteArrayContent(new byte[17 << 20]);
        body.Headers.ContentType = new("application/json");

        try
        {
            Assert.Equal(
                HttpStatusCode.RequestEntityTooLarge,
                (await client.PostAsync("/elsa/api/identity/login", body)).StatusCode
            );
        }
        catch (HttpRequestException)
        {
            // The server answered and hung up while the client was still sending.
        }
        Assert.Equal("alive", await fixture.Server.Anonymous().GetStringAsync("/health/live"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1, 2")]
    public async Task Malformed_JSON_is_answered_with_what_to_do_next(string body)
    {
        var answer = await fixture
            .Server.Anonymous()
            .PostAsync(
                "/elsa/api/identity/login",
                new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"))
            );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "Next:",
            (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!,
            StringComparison.Ordinal
        );
    }
}
