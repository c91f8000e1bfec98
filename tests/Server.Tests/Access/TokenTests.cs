using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;

namespace Penstock.Server.Tests.Access;

public class TokenTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task A_program_signs_in_as_at_any_Elsa_server()
    {
        var user = await Server.AddUserAsync(Roles.Engineer);

        var right = await LoginAsync(user.Name, TestServer.Password);
        Assert.True((bool)right["isAuthenticated"]!);
        Assert.Equal(HttpStatusCode.OK, await MeAsync((string)right["accessToken"]!));

        var wrong = await LoginAsync(user.Name, "another password");
        Assert.False((bool)wrong["isAuthenticated"]!);
        Assert.Null((string?)wrong["accessToken"]);
    }

    [Fact]
    public async Task A_token_lasts_an_hour_and_a_refresh_token_gets_the_next_pair_once()
    {
        var first = await LoginAsync((await Server.AddUserAsync(Roles.Engineer)).Name, TestServer.Password);
        fixture.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync((string)first["accessToken"]!));

        var second = await RefreshAsync((string)first["refreshToken"]!);
        Assert.Equal(HttpStatusCode.OK, await MeAsync((string)second["accessToken"]!));

        // Whoever comes second with a refresh token has copied it, or was copied: both lose.
        Assert.False((bool)(await RefreshAsync((string)first["refreshToken"]!))["isAuthenticated"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync((string)second["accessToken"]!));
        Assert.False((bool)(await RefreshAsync((string)second["refreshToken"]!))["isAuthenticated"]!);
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_a_session_is_no_token()
    {
        var pair = await LoginAsync((await Server.AddUserAsync(Roles.Engineer)).Name, TestServer.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync((string)pair["refreshToken"]!));
    }

    [Fact]
    public async Task Wrong_passwords_of_programs_lock_out_as_those_of_people_do()
    {
        var user = await Server.AddUserAsync(Roles.Engineer);
        for (var i = 0; i < 5; i++)
            await LoginAsync(user.Name, "wrong password");

        var answer = await Server
            .Anonymous()
            .PostAsJsonAsync("/elsa/api/identity/login", new { username = user.Name, password = TestServer.Password });

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    private async Task<JsonNode> LoginAsync(string username, string password) =>
        (
            await (
                await Server.Anonymous().PostAsJsonAsync("/elsa/api/identity/login", new { username, password })
            ).Content.ReadFromJsonAsync<JsonNode>()
        )!;

    private async Task<JsonNode> RefreshAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/elsa/api/identity/refresh-token");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await (await Server.Anonymous().SendAsync(request)).Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<HttpStatusCode> MeAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await Server.Anonymous().SendAsync(request)).StatusCode;
    }
}
