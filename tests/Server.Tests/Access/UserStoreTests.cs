using Dapper;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Access.Users;
using Penstock.Testing;

namespace Penstock.Server.Tests.Access;

public class UserStoreTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_first_start_makes_one_administrator_and_tells_its_password_once()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var first = server.Service<FirstAdministrator>();

        var passwords = await Task.WhenAll(first.EnsureAsync(), first.EnsureAsync(), first.EnsureAsync());

        var password = Assert.Single(passwords, p => p is not null);
        Assert.Null(await first.EnsureAsync());
        var admin = Assert.Single(await server.Service<UserStore>().ListAsync());
        Assert.Equal([Roles.Admin], admin.Roles);
        using var browser = new Browser(server);
        await browser.SignInAsync(admin.Name, password!);
        Assert.NotNull(browser.Session);
    }

    [Fact]
    public async Task Two_first_starts_make_two_different_passwords()
    {
        await using var one = await TestServer.StartAsync(postgres);
        await using var other = await TestServer.StartAsync(postgres);

        Assert.NotEqual(
            await one.Service<FirstAdministrator>().EnsureAsync(),
            await other.Service<FirstAdministrator>().EnsureAsync()
        );
    }

    [Fact]
    public async Task A_password_is_stored_as_a_slow_salted_hash()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await server.AddUserAsync(Roles.Analyst);
        await server.AddUserAsync(Roles.Analyst);

        await using var connection = await server.Platform.Metadata.DataSource.OpenConnectionAsync();
        var hashes = (await connection.QueryAsync<string>("SELECT password_hash FROM server.person")).ToList();

        Assert.All(hashes, h => Assert.StartsWith("pbkdf2-sha256$600000$", h, StringComparison.Ordinal));
        Assert.Equal(2, hashes.Distinct().Count());
        Assert.DoesNotContain(TestServer.Password, string.Concat(hashes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_disabled_nor_lose_the_role()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var users = server.Service<UserStore>();
        var admin = await server.AddUserAsync(Roles.Admin);
        var other = await server.AddUserAsync(Roles.Admin);
        await users.SetDisabledAsync(other.Name, true);

        await Assert.ThrowsAsync<UsageException>(() => users.SetDisabledAsync(admin.Name, true));
        await Assert.ThrowsAsync<UsageException>(() => users.SetRolesAsync(admin.Name, [Roles.Analyst]));
        Assert.Equal([Roles.Admin], (await users.FindAsync(admin.Name))!.Roles);
    }

    [Theory]
    [InlineData("short", "a password")]
    [InlineData("olga", "olga12345678")]
    [InlineData("no spaces", "four plain words here")]
    [InlineData("", "four plain words here")]
    public async Task A_short_password_and_a_malformed_name_are_refused(string name, string password)
    {
        await using var server = await TestServer.StartAsync(postgres);

        await Assert.ThrowsAsync<UsageException>(() =>
            server.Service<UserStore>().AddAsync(name, null, [Roles.Analyst], password)
        );
    }
}
