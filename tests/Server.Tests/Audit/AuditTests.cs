using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.Server.Access;
using Penstock.Server.Access.Users;
using Penstock.Server.Audit;

namespace Penstock.Server.Tests.Audit;

public class AuditTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task A_change_in_a_page_is_recorded_with_who_what_before_and_after()
    {
        var admin = await Server.AddUserAsync(Roles.Admin);
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);
        await browser.SignInAsync(admin.Name, TestServer.Password);

        await browser.SubmitAsync(
            "/admin/users",
            $"/admin/users/{user.Name}",
            ("action", "roles"),
            ("roles", "engineer")
        );

        var entry = (await browser.Client.GetFromJsonAsync<JsonNode>($"/api/audit?subject={user.Name}"))!["items"]![0]!;
        Assert.Equal(admin.Name, (string)entry["who"]!);
        Assert.Equal("user.roles-set", (string)entry["what"]!);
        Assert.Equal("analyst", (string)entry["before"]!["roles"]![0]!);
        Assert.Equal("engineer", (string)entry["after"]!["roles"]![0]!);
    }

    [Fact]
    public async Task The_trail_never_holds_a_password()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        await Server.Service<UserStore>().SetPasswordAsync(user.Name, "another good password");

        var trail = await (await Server.SignedInAsync(Roles.Admin)).GetStringAsync("/api/audit?pageSize=1000");

        Assert.DoesNotContain("another good password", trail, StringComparison.Ordinal);
        Assert.DoesNotContain("pbkdf2", trail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_belongs_to_the_transaction_of_its_change()
    {
        var store = Server.Service<MetadataStore>();
        await using (var undone = await store.BeginAsync())
        {
            await Server.Service<AuditTrail>().RecordAsync("thing.changed", "undone", within: undone);
        }

        Assert.Equal(0, (await Server.Service<AuditQueries>().ListAsync("undone", null, 0, 10)).TotalCount);
    }

    [Fact]
    public async Task The_trail_comes_in_pages_newest_first()
    {
        for (var i = 1; i <= 5; i++)
            await Server.Service<AuditTrail>().RecordAsync("thing.changed", "paged", null, new { Number = i });
        var client = await Server.SignedInAsync(Roles.Steward);

        var page = (await client.GetFromJsonAsync<JsonNode>("/api/audit?subject=paged&page=1&pageSize=2"))!;

        Assert.Equal(5, (int)page["totalCount"]!);
        Assert.Equal([3, 2], page["items"]!.AsArray().Select(i => (int)i!["after"]!["number"]!));
    }
}
