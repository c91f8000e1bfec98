using static Microsoft.Playwright.Assertions;
using static Penstock.EndToEnd.Tests.Studio.SampleDefinition;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>A run's page while the run is under way.</summary>
[Collection(StudioCollection.Name)]
public sealed class WatchTests(StudioSite site)
{
    [Fact]
    public async Task Badges_journal_and_details_follow_a_run_without_a_reload()
    {
        var id = await site.SaveAsync(
            "Waits for a delivery",
            Activity("Greet", "Elsa.WriteLine", ("text", "Waiting")),
            Activity("Wait", "Elsa.Event", ("eventName", "Delivered")),
            Activity("Thank", "Elsa.WriteLine", ("text", "Thank you"))
        );
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await designer.OpenAsync(id);
        await designer.RunAsync();

        await designer.ExpectBadgeAsync("Greet", "success");
        await designer.ExpectBadgeAsync("Wait", "warning");
        await Expect(designer.Badge("Thank")).ToHaveCountAsync(0);
        await Expect(visit.Detail("Sub status")).ToContainTextAsync("Suspended");
        await visit.PictureAsync("watch-waiting");
        await visit.Page.EvaluateAsync("window.wasNotLoadedAgain = true");

        Assert.Equal(200, await visit.FetchAsync("POST", "/elsa/api/events/Delivered/trigger"));

        await designer.ExpectBadgeAsync("Wait", "success");
        await designer.ExpectBadgeAsync("Thank", "success");
        await Expect(visit.Detail("Sub status")).ToContainTextAsync("Finished");
        var journal = visit.Panel("Journal");
        foreach (var line in new[] { "Event - Started", "Event - Suspended", "Event - Resumed", "Event - Completed" })
            await Expect(journal.GetByText(line)).ToBeVisibleAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.wasNotLoadedAgain === true"));
        await visit.PictureAsync("watch-finished");
        await visit.LeaveAsync();
    }
}
