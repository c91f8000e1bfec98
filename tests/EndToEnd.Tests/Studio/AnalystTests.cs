using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using static Penstock.EndToEnd.Tests.Studio.SampleDefinition;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>The role that looks and does not touch.</summary>
[Collection(StudioCollection.Name)]
public sealed class AnalystTests(StudioSite site)
{
    [Fact]
    public async Task An_analyst_sees_workflows_and_runs_and_can_change_neither()
    {
        var id = await site.SaveAsync("Is only looked at", Activity("Say", "Elsa.WriteLine", ("text", "one")));
        await using var visit = await site.VisitAsync("ann");
        await visit.Page.GotoAsync("/workflows/definitions");
        await Expect(visit.Row("Is only looked at")).ToBeVisibleAsync();
        await Expect(visit.Button("Create workflow")).ToBeDisabledAsync();
        await visit.Row("Is only looked at").GetByRole(AriaRole.Button).Last.ClickAsync();
        foreach (var entry in new[] { "Delete", "Publish" })
            await Expect(MenuItem(visit, entry)).ToHaveClassAsync(Disabled);
        await visit.PictureAsync("analyst-list");

        visit.ExpectedStatuses.Add(400);
        await visit.Choice("Run").ClickAsync();
        await Expect(visit.Message("The workflow cannot be started")).ToBeVisibleAsync();

        var designer = new Designer(visit);
        await designer.OpenAsync(id);
        await Expect(visit.Page.GetByText("Unable to make changes")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "Name" }).First)
            .ToBeDisabledAsync();
        await visit.PictureAsync("analyst-editor");

        Assert.Equal(400, await visit.FetchAsync("POST", "/elsa/api/workflow-definitions"));
        Assert.Equal(400, await visit.FetchAsync("DELETE", $"/elsa/api/workflow-definitions/{id}"));
        visit.ExpectedStatuses.Add(403);
        Assert.Equal(403, await visit.FetchAsync("GET", "/admin/users"));
        await visit.Page.GotoAsync("/workflows/instances");
        await Expect(visit.Page.GetByText("Workflow instances")).ToBeVisibleAsync();
        await visit.LeaveAsync();
    }

    private static readonly System.Text.RegularExpressions.Regex Disabled = new("mud-disabled");

    private static ILocator MenuItem(Visit visit, string text) =>
        visit
            .Page.Locator(".mud-popover-open .mud-menu-item")
            .Filter(
                new LocatorFilterOptions { Has = visit.Page.GetByText(text, new PageGetByTextOptions { Exact = true }) }
            );
}
