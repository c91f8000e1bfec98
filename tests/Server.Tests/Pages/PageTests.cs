using System.Net;
using Penstock.Server.Access;

namespace Penstock.Server.Tests.Pages;

public class PageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    [Theory]
    [InlineData("/")]
    [InlineData("/workflows/instances/abc/view")]
    [InlineData("/catalogue")]
    [InlineData("/admin/users")]
    public async Task Who_is_not_signed_in_is_led_to_sign_in_and_back(string path)
    {
        var answer = await Server.Anonymous().GetAsync(path);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal($"/login?returnUrl={Uri.EscapeDataString(path)}", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/api/me")]
    [InlineData("/api/audit")]
    public async Task A_program_that_is_not_signed_in_gets_an_answer_and_no_page(string path)
    {
        var answer = await Server.Anonymous().GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/catalogue", "The lake is empty")]
    [InlineData("/lineage", "No step has run yet")]
    [InlineData("/quality", "Quarantine is empty")]
    [InlineData("/diagnostics/structured-logs", "Nothing has run yet")]
    [InlineData("/account", "Change the password")]
    public async Task An_analyst_sees_every_page_and_an_empty_one_says_what_to_do(string path, string words)
    {
        Assert.Contains(
            words,
            await (await Server.SignedInAsync(Roles.Analyst)).GetStringAsync(path),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/admin/users")]
    [InlineData("/admin/audit")]
    public async Task An_analyst_does_not_see_what_administrators_do(string path)
    {
        var client = await Server.SignedInAsync(Roles.Analyst);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(path)).StatusCode);
        Assert.DoesNotContain(path, await client.GetStringAsync("/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_type_is_shown_as_text_and_never_as_markup()
    {
        var admin = await Server.AddUserAsync(Roles.Admin);
        using var browser = new Browser(Server);
        await browser.SignInAsync(admin.Name, TestServer.Password);

        var answer = await browser.SubmitAsync(
            "/admin/users",
            "/admin/users",
            ("name", "mallory"),
            ("displayName", "<script>alert(1)</script>"),
            ("roles", "analyst")
        );

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_user_signs_in_with_the_password_that_the_page_shows_once()
    {
        var admin = await Server.AddUserAsync(Roles.Admin);
        using var browser = new Browser(Server);
        await browser.SignInAsync(admin.Name, TestServer.Password);

        var page = await (
            await browser.SubmitAsync("/admin/users", "/admin/users", ("name", "newcomer"), ("roles", "scientist"))
        ).Content.ReadAsStringAsync();
        var password = page.Split("<code>")[1].Split("</code>")[0];

        using var other = new Browser(Server);
        await other.SignInAsync("newcomer", password);
        Assert.NotNull(other.Session);
        Assert.DoesNotContain(password, await browser.ReadAsync("/admin/users"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changes_one_s_own_password_knowing_the_old_one()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);
        await browser.SignInAsync(user.Name, TestServer.Password);

        var wrong = await browser.SubmitAsync(
            "/account",
            "/account/password",
            ("old", "not the old one"),
            ("new", "some other words now"),
            ("again", "some other words now")
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var right = await browser.SubmitAsync(
            "/account",
            "/account/password",
            ("old", TestServer.Password),
            ("new", "some other words now"),
            ("again", "some other words now")
        );
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/api/me")).StatusCode);

        using var again = new Browser(Server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.SignInAsync(user.Name, TestServer.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await again.SignInAsync(user.Name, "some other words now")).StatusCode);
    }
}
