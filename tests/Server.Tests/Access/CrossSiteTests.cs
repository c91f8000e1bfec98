using System.Net;
using Penstock.Server.Access;

namespace Penstock.Server.Tests.Access;

public class CrossSiteTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "said of the origin")]
    public async Task A_signed_in_browser_s_POST_from_elsewhere_is_refused(string header, string value)
    {
        var client = await Server.SignedInAsync(Roles.Admin);
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add(header, value);

        foreach (var path in new[] { "/elsa/api/workflow-definitions", "/admin/users", "/logout" })
            Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync(path, null)).StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site")]
    [InlineData("Origin")]
    public async Task The_same_from_our_own_page_passes_the_guard(string header)
    {
        var client = await Server.SignedInAsync(Roles.Admin);
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add(
            header,
            header == "Origin" ? Server.Address.GetLeftPart(UriPartial.Authority) : "same-origin"
        );

        Assert.NotEqual(HttpStatusCode.Forbidden, (await client.PostAsync("/elsa/api/no-such-thing", null)).StatusCode);
    }

    [Fact]
    public async Task A_program_with_a_key_needs_no_origin()
    {
        var client = await Server.WithKeyAsync("*");

        Assert.NotEqual(HttpStatusCode.Forbidden, (await client.PostAsync("/elsa/api/no-such-thing", null)).StatusCode);
    }

    [Fact]
    public async Task A_WebSocket_that_another_site_opens_is_refused()
    {
        var client = await Server.SignedInAsync(Roles.Admin);
        client.DefaultRequestHeaders.Remove("Origin");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/elsa/hubs/workflow-instance");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
    }
}
