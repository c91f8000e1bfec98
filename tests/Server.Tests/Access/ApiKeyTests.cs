using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Users;

namespace Penstock.Server.Tests.Access;

public class ApiKeyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    private ApiKeyStore Keys => Server.Service<ApiKeyStore>();

    [Theory]
    [InlineData("ApiKey")]
    [InlineData("Bearer")]
    public async Task A_key_is_sent_as_ApiKey_or_as_Bearer_and_tells_whose_it_is(string scheme)
    {
        var owner = await Server.AddUserAsync(Roles.Steward);
        var key = await Keys.AddAsync($"nightly {scheme}", owner.Name, [Permissions.Audit], TimeSpan.FromDays(1));

        var me = await (await SendAsync(key.Secret, "/api/me", scheme)).Content.ReadFromJsonAsync<JsonNode>();

        Assert.Equal($"{owner.Name} (key nightly {scheme})", (string)me!["name"]!);
        Assert.Equal(["audit"], me["permissions"]!.AsArray().Select(p => (string)p!));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(key.Secret, "/api/audit", scheme)).StatusCode);
    }

    [Fact]
    public async Task A_key_may_do_what_it_names_and_never_more_than_its_owner()
    {
        var steward = await Server.AddUserAsync(Roles.Steward);
        var analyst = await Server.AddUserAsync(Roles.Analyst);

        var narrow = await Keys.AddAsync("narrow", steward.Name, ["read:lake"], TimeSpan.FromDays(1));
        var presumptuous = await Keys.AddAsync("presumptuous", analyst.Name, ["*"], TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(narrow.Secret, "/api/audit")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(presumptuous.Secret, "/api/audit")).StatusCode);
        Assert.Equal(
            ["read:*"],
            (await (await SendAsync(presumptuous.Secret, "/api/me")).Content.ReadFromJsonAsync<JsonNode>())![
                "permissions"
            ]!
                .AsArray()
                .Select(p => (string)p!)
        );
    }

    [Fact]
    public async Task A_key_ends_when_it_expires_is_revoked_or_its_owner_is_disabled()
    {
        var owner = await Server.AddUserAsync(Roles.Engineer);
        var brief = await Keys.AddAsync("brief", owner.Name, ["read:*"], TimeSpan.FromHours(1));
        var revoked = await Keys.AddAsync("revoked", owner.Name, ["read:*"], TimeSpan.FromDays(30));
        var orphan = await Keys.AddAsync("orphan", owner.Name, ["read:*"], TimeSpan.FromDays(30));
        foreach (var key in new[] { brief, revoked, orphan })
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(key.Secret, "/api/me")).StatusCode);

        fixture.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(brief.Secret, "/api/me")).StatusCode);
        await Keys.RevokeAsync("revoked");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(revoked.Secret, "/api/me")).StatusCode);
        await Server.Service<UserStore>().SetDisabledAsync(owner.Name, true);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(orphan.Secret, "/api/me")).StatusCode);
    }

    [Fact]
    public async Task The_database_does_not_hold_the_key()
    {
        var owner = await Server.AddUserAsync(Roles.Engineer);
        var key = await Keys.AddAsync("secret", owner.Name, ["read:*"], TimeSpan.FromDays(1));

        await using var connection = await Server.Platform.Metadata.DataSource.OpenConnectionAsync();
        var everything = string.Join(
            '\n',
            await connection.QueryAsync<string>(
                "SELECT k::text FROM server.api_key k UNION ALL SELECT a::text FROM server.audit a"
            )
        );

        Assert.DoesNotContain(key.Secret, everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write everything", 1)]
    [InlineData("read:*", 0)]
    [InlineData("read:*", 400)]
    public async Task A_malformed_permission_and_a_life_out_of_range_are_refused(string permission, int days)
    {
        var owner = await Server.AddUserAsync(Roles.Engineer);

        await Assert.ThrowsAsync<UsageException>(() =>
            Keys.AddAsync("never", owner.Name, [permission], TimeSpan.FromDays(days))
        );
    }

    [Fact]
    public async Task A_key_that_nobody_made_is_refused_and_the_answer_names_the_next_step()
    {
        var answer = await SendAsync(ApiKeyStore.Mark + "nothing", "/api/me");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(
            "Next:",
            (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!,
            StringComparison.Ordinal
        );
    }

    private Task<HttpResponseMessage> SendAsync(string secret, string path, string scheme = "ApiKey")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, secret);
        return Server.Anonymous().SendAsync(request);
    }
}
