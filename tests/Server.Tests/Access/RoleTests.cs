using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Server.Access;
using Penstock.Testing;

namespace Penstock.Server.Tests.Access;

public class RoleTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("admin", "write:workflow-definitions exec:workflow-definitions read:lake audit admin", "")]
    [InlineData(
        "engineer",
        "read:lake write:workflow-definitions publish:workflow-definitions exec:workflow-definitions cancel:workflow-instances exec:steps",
        "audit admin"
    )]
    [InlineData(
        "scientist",
        "read:workflow-definitions read:lake exec:workflow-definitions cancel:workflow-instances",
        "write:workflow-definitions delete:workflow-instances exec:steps audit admin"
    )]
    [InlineData(
        "analyst",
        "read:workflow-definitions read:workflow-instances read:lineage",
        "exec:workflow-definitions cancel:workflow-instances write:workflow-definitions audit admin"
    )]
    [InlineData("steward", "read:lineage audit", "exec:workflow-definitions write:workflow-definitions admin")]
    public void A_role_may_do_what_its_name_says_and_no_more(string role, string may, string mayNot)
    {
        var grants = Roles.GrantsOf([role]);

        Assert.All(may.Split(' '), p => Assert.Contains(grants, g => Permissions.Covers(g, p)));
        Assert.All(
            mayNot.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            p => Assert.DoesNotContain(grants, g => Permissions.Covers(g, p))
        );
    }

    [Theory]
    [InlineData("admin", HttpStatusCode.OK)]
    [InlineData("steward", HttpStatusCode.OK)]
    [InlineData("engineer", HttpStatusCode.Forbidden)]
    [InlineData("scientist", HttpStatusCode.Forbidden)]
    [InlineData("analyst", HttpStatusCode.Forbidden)]
    public async Task Only_administrators_and_stewards_read_the_audit_trail(string role, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync(postgres);

        var answer = await (await server.SignedInAsync(role)).GetAsync("/api/audit");

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.Forbidden)
            Assert.Contains(
                "Next:",
                (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task A_changed_role_counts_from_the_next_request_on()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.SignedInAsync(Roles.Analyst);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/audit")).StatusCode);

        var name = (string)(await client.GetFromJsonAsync<JsonNode>("/api/me"))!["name"]!;
        await server.Service<Server.Access.Users.UserStore>().SetRolesAsync(name, [Roles.Steward]);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/audit")).StatusCode);
    }
}
