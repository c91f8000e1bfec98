using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>The pages that are ours: each opens from the navigation and shows what it is for.</summary>
[Collection(StudioCollection.Name)]
public sealed class OwnPagesTests(StudioSite site)
{
    [Fact]
    public async Task Catalogue_lineage_quality_logs_and_account_open_from_the_navigation()
    {
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await designer.OpenAsync("customer-is-king");
        await designer.RunAsync();
        await Expect(visit.Detail("Sub status")).ToContainTextAsync("Finished");
        await visit.PictureAsync("customer-is-king-run");

        foreach (var area in new[] { "Catalogue", "Lineage", "Quality" })
        {
            await visit.Page.Locator(".ps-nav").GetByText(area).ClickAsync();
            await Expect(visit.Page).ToHaveTitleAsync($"{area} · Penstock");
            await visit.PictureAsync(area.ToLowerInvariant(), isForTutorial: area != "Quality", height: 560);
        }
        await visit.Page.GotoAsync("/catalogue/presentation/fact_transaction");
        await Expect(visit.Page.GetByText("line_amount")).ToBeVisibleAsync();
        await visit.PictureAsync("table");

        foreach (var (entry, title) in new[] { ("Account", "Account"), ("Logs of runs", "Logs of runs") })
        {
            await visit.Page.Locator(".ps-user summary").ClickAsync();
            await visit.Page.Locator(".ps-menu").GetByText(entry, new() { Exact = true }).ClickAsync();
            await Expect(visit.Page).ToHaveTitleAsync($"{title} · Penstock");
            await visit.PictureAsync(entry.ToLowerInvariant().Replace(' ', '-'));
        }
        await visit.Page.GetByText("Customer is king").First.ClickAsync();
        await visit.PictureAsync("log");
        await visit.Page.Locator(".ps-user summary").ClickAsync();
        await visit.PictureAsync("user-menu");
        await visit.Button("Sign out").ClickAsync();
        await Expect(visit.Page).ToHaveTitleAsync("Sign in · Penstock");
        await visit.LeaveAsync();
    }
}
