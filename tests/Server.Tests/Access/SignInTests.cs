using System.Net;
using Penstock.Server.Access;
using Penstock.Server.Access.Users;

namespace Penstock.Server.Tests.Access;

public class SignInTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Signing_in_gives_a_cookie_that_no_script_reads_and_no_other_site_sends_and_goes_where_one_wanted()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);

        var answer = await browser.SignInAsync(user.Name.ToUpperInvariant(), TestServer.Password, "/catalogue");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/catalogue", answer.Headers.Location!.ToString());
        var cookie = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("penstock.session=", StringComparison.Ordinal)
        );
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Catalogue", await browser.ReadAsync("/catalogue"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_never_leads_to_another_site(string returnUrl)
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);

        var answer = await browser.SignInAsync(user.Name, TestServer.Password, returnUrl);

        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_disabled_user_are_refused_alike()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        var disabled = await Server.AddUserAsync(Roles.Analyst);
        await Server.Service<UserStore>().SetDisabledAsync(disabled.Name, true);

        foreach (
            var (name, password) in new[]
            {
                (user.Name, "another password"),
                ("nobody-of-that-name", TestServer.Password),
                (disabled.Name, TestServer.Password),
            }
        )
        {
            using var browser = new Browser(Server);
            var answer = await browser.SignInAsync(name, password);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains(
                "Name or password is not right.",
                await answer.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
            Assert.Null(browser.Session);
        }
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_refused_too_and_each_further_wrong_one_doubles_the_wait()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);
        for (var i = 0; i < 5; i++)
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await browser.SignInAsync(user.Name, "wrong password")).StatusCode
            );

        var locked = await browser.SignInAsync(user.Name, TestServer.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.InRange(locked.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);

        fixture.Clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync(user.Name, "wrong password")).StatusCode);
        Assert.InRange(
            (await browser.SignInAsync(user.Name, TestServer.Password)).Headers.RetryAfter!.Delta!.Value.TotalSeconds,
            16,
            30
        );

        fixture.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Found, (await browser.SignInAsync(user.Name, TestServer.Password)).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);
        await browser.SignInAsync(user.Name, TestServer.Password);
        var secret = browser.Session;

        await browser.SubmitAsync("/catalogue", "/logout");

        Assert.Null(browser.Session);
        var stolen = Server.Anonymous();
        stolen.DefaultRequestHeaders.Add("Cookie", $"penstock.session={secret}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stolen.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_when_nothing_was_asked_for_long_when_the_user_is_disabled_and_when_the_password_changes()
    {
        var idle = await Server.SignedInAsync(Roles.Analyst);
        fixture.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(HttpStatusCode.OK, (await idle.GetAsync("/api/me")).StatusCode);
        fixture.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(HttpStatusCode.OK, (await idle.GetAsync("/api/me")).StatusCode);
        fixture.Clock.Advance(TimeSpan.FromHours(13));
        Assert.Equal(HttpStatusCode.Unauthorized, (await idle.GetAsync("/api/me")).StatusCode);

        foreach (
            var end in new Func<string, Task>[]
            {
                name => Server.Service<UserStore>().SetDisabledAsync(name, true),
                name => Server.Service<UserStore>().SetPasswordAsync(name, "a quite different one"),
            }
        )
        {
            var user = await Server.AddUserAsync(Roles.Analyst);
            using var browser = new Browser(Server);
            await browser.SignInAsync(user.Name, TestServer.Password);
            Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/api/me")).StatusCode);
            await end(user.Name);
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Client.GetAsync("/api/me")).StatusCode);
        }
    }

    [Fact]
    public async Task A_form_without_the_page_s_token_is_refused()
    {
        var user = await Server.AddUserAsync(Roles.Analyst);
        using var browser = new Browser(Server);

        var answer = await browser.SendAsync("/login", ("name", user.Name), ("password", TestServer.Password));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(browser.Session);
    }
}
