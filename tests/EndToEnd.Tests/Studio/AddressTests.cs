using static Microsoft.Playwright.Assertions;
using static Penstock.EndToEnd.Tests.Studio.SampleDefinition;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>Addresses of screens: links lead there, a reload stays there, the back button returns.</summary>
[Collection(StudioCollection.Name)]
public sealed class AddressTests(StudioSite site)
{
    [Fact]
    public async Task Every_screen_survives_a_reload_and_the_back_button()
    {
        var id = await site.SaveAsync("Is travelled", Activity("Say", "Elsa.WriteLine", ("text", "one")));
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await visit.Page.GotoAsync("/workflows/definitions");
        await visit.Row("Is travelled").GetByText("Is travelled").ClickAsync();
        await visit.Page.WaitForURLAsync($"**/workflows/definitions/{id}/edit");
        await StaysAsync(visit, () => Expect(designer.Activity("Say")).ToBeVisibleAsync());

        var run = await designer.RunAsync();
        await StaysAsync(visit, () => designer.ExpectBadgeAsync("Say", "success"));
        await visit.Page.GetByText("Open filtered logs").ClickAsync();
        await visit.Page.WaitForURLAsync($"**/diagnostics/structured-logs?workflowInstanceId={run}");
        await StaysAsync(visit, () => Expect(visit.Page.GetByText("Is travelled").First).ToBeVisibleAsync());

        await visit.Page.GoBackAsync();
        await designer.ExpectBadgeAsync("Say", "success");
        await visit.Page.GoBackAsync();
        await Expect(visit.Page).ToHaveURLAsync($"{site.Address}/workflows/definitions/{id}/edit");
        await Expect(designer.Activity("Say")).ToBeVisibleAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Row("Is travelled")).ToBeVisibleAsync();
        await visit.LeaveAsync();
    }

    [Fact]
    public async Task The_list_of_runs_leads_to_a_run_and_back()
    {
        var id = await site.SaveAsync("Is listed", Activity("Say", "Elsa.WriteLine", ("text", "one")));
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await designer.OpenAsync(id);
        var run = await designer.RunAsync();
        await designer.ExpectBadgeAsync("Say", "success");

        await visit.Page.GotoAsync("/workflows/instances");
        await StaysAsync(visit, () => Expect(visit.Row(run)).ToContainTextAsync("Finished"));
        await visit.Row(run).GetByText("Is listed").First.ClickAsync();
        await visit.Page.WaitForURLAsync($"**/workflows/instances/{run}/view");
        await designer.ExpectBadgeAsync("Say", "success");
        await visit.Page.GoBackAsync();
        await Expect(visit.Row(run)).ToBeVisibleAsync();
        await visit.LeaveAsync();
    }

    private static async Task StaysAsync(Visit visit, Func<Task> expectation)
    {
        await expectation();
        var before = new Uri(visit.Page.Url).PathAndQuery;
        await visit.Page.ReloadAsync();
        await expectation();
        Assert.Equal(before, new Uri(visit.Page.Url).PathAndQuery);
    }
}
