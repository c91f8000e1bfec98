using static Microsoft.Playwright.Assertions;
using static Penstock.EndToEnd.Tests.Studio.SampleDefinition;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>A step that fails, its incident, and trying it again once the cause is gone.</summary>
[Collection(StudioCollection.Name)]
public sealed class FaultTests(StudioSite site)
{
    [Fact]
    public async Task A_fault_shows_its_incident_and_goes_through_when_it_is_tried_again_after_the_cause_is_mended()
    {
        var id = await site.SaveAsync(
            "Fetches leaflets",
            Activity(
                "Fetch",
                "Penstock.FilesToLanding",
                ("connection", "procedures"),
                ("feed", "leaflets"),
                ("folder", "leaflets")
            ),
            Activity("Report", "Elsa.WriteLine", ("text", "Fetched"))
        );
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await designer.OpenAsync(id);
        await designer.RunAsync();

        await designer.ExpectBadgeAsync("Fetch", "error");
        await Expect(visit.Detail("Sub status")).ToContainTextAsync("Faulted");
        await visit.Tab("Incidents").ClickAsync();
        var incident = visit.Panel("Incidents").Locator(".mud-expand-panel-header");
        await Expect(incident).ToContainTextAsync("The file server has no such file or folder");
        await incident.ClickAsync();
        await Expect(visit.Panel("Incidents").GetByText("/leaflets").First).ToBeVisibleAsync();
        await Expect(visit.Button("Retry faulted activities")).ToBeVisibleAsync();
        await visit.PictureAsync("incident", isForTutorial: true);

        Directory.CreateDirectory(Path.Combine(site.ProceduresFolder, "leaflets"));
        await File.WriteAllTextAsync(Path.Combine(site.ProceduresFolder, "leaflets", "spring.txt"), "Spring sale");
        await visit.Button("Retry faulted activities").ClickAsync();

        await designer.ExpectBadgeAsync("Report", "success");
        await Expect(visit.Detail("Sub status")).ToContainTextAsync("Finished");
        await Expect(visit.Button("Retry faulted activities")).ToBeHiddenAsync();
        await visit.PictureAsync("retried");
        await visit.LeaveAsync();
    }
}
