using System.Diagnostics;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>From the address to the list of workflows.</summary>
[Collection(StudioCollection.Name)]
public sealed class SignInTests(StudioSite site)
{
    [Fact]
    public async Task A_wrong_password_is_refused_and_the_right_one_opens_the_workflows()
    {
        await using var visit = await site.VisitAsync();
        visit.ExpectedStatuses.Add(401);
        await visit.Page.GotoAsync("/");
        await Expect(visit.Page).ToHaveTitleAsync("Sign in · Penstock");
        await visit.PictureAsync("sign-in", isForTutorial: true);

        await SignInAsync(visit, "four plain words there");
        await Expect(visit.Page.GetByText("Name or password is not right.")).ToBeVisibleAsync();
        await visit.PictureAsync("sign-in-refused");

        await SignInAsync(visit, StudioSite.Password);
        await Expect(visit.Row("Customer is king")).ToContainTextAsync("customer-is-king");
        Assert.Equal("/workflows/definitions", new Uri(visit.Page.Url).AbsolutePath);
        await Expect(visit.Page.Locator(".ps-user")).ToContainTextAsync("Erin Engineer");
        await visit.PictureAsync("workflows", isForTutorial: true, height: 480);
        await visit.LeaveAsync();
    }

    [Fact]
    public async Task The_list_can_be_used_soon_after_the_first_visit_of_a_browser_that_has_nothing_cached()
    {
        await using var visit = await site.VisitAsync("erin");
        var watch = Stopwatch.StartNew();
        await visit.Page.GotoAsync("/workflows/definitions");
        await visit.Row("Customer is king").WaitForAsync();
        await Expect(visit.Button("Create workflow")).ToBeEnabledAsync();
        TestContext.Current.SendDiagnosticMessage(
            "from navigation to a usable list, cold cache: {0} ms",
            watch.ElapsedMilliseconds
        );
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
        await visit.LeaveAsync();
    }

    private static async Task SignInAsync(Visit visit, string password)
    {
        await visit.Page.GetByLabel("Name").FillAsync("erin");
        await visit.Page.GetByLabel("Password").FillAsync(password);
        await visit.Button("Sign in").ClickAsync();
    }
}
