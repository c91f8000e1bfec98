using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>What docs/tutorials/first-workflow.md tells, step by step.</summary>
[Collection(StudioCollection.Name)]
public sealed class FirstWorkflowTests(StudioSite site)
{
    private const string Connection = "The connection of penstock.yml that names the file server.";
    private const string Feed = "The name under which the files are in landing.";

    [Fact]
    public async Task A_workflow_is_drawn_filled_in_published_run_and_looked_at()
    {
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await visit.Page.GotoAsync("/workflows/definitions");
        await CreateAsync(visit, "My first workflow");
        await Expect(visit.Page.GetByText("My first workflow").First).ToBeVisibleAsync();

        await designer.SavedAfterAsync(() =>
            designer.DropAsync("Ingest", "Files to landing", "FilesToLanding1", 130, 150)
        );
        await designer.SavedAfterAsync(() => designer.DropAsync("Console", "Write Line", "WriteLine1", 520, 150));
        await designer.SavedAfterAsync(() => designer.ConnectAsync("FilesToLanding1", "Done", "WriteLine1"));
        await visit.PictureAsync("canvas", isForTutorial: true);

        await designer.SavedAfterAsync(() => AddVariableAsync(visit, "Feed", "manuals"));
        await designer.SelectAsync("FilesToLanding1", Connection);
        await designer.SavedAfterAsync(() => designer.ChooseAsync(Connection, "procedures (ftps)"));
        await designer.UseSyntaxAsync(Feed, "Variable");
        await designer.SavedAfterAsync(() => designer.ChooseAsync(Feed, "Feed"));
        // Its choices are asked for again after each save, and now and then the Studio shows none until the box is selected anew.
        await designer.SelectAsync("WriteLine1", "Text");
        await designer.SelectAsync("FilesToLanding1", Connection);
        await Expect(designer.Field(Connection).Locator(":text('procedures (ftps)'):visible")).ToBeVisibleAsync();
        await designer.TidyAsync();
        await visit.PictureAsync("inputs", isForTutorial: true);

        await designer.SelectAsync("WriteLine1", "Text");
        await designer.UseSyntaxAsync("Text", "JavaScript");
        await designer.SavedAfterAsync(() =>
            designer.WriteCodeAsync("Text", "`${getFeed()}: ${getLandedFromFilesToLanding1()} new`")
        );
        await visit.Page.Keyboard.PressAsync("Home");
        await designer.TidyAsync();
        await visit.PictureAsync("expression", isForTutorial: true);

        await designer.PublishAsync();
        await visit.PictureAsync("published");
        var run = await designer.RunAsync();

        await designer.ExpectBadgeAsync("FilesToLanding1", "success");
        await designer.ExpectBadgeAsync("WriteLine1", "success");
        await Expect(visit.Detail("Sub status")).ToContainTextAsync("Finished");
        await Expect(visit.Panel("Journal").GetByText("Write Line - Completed")).ToBeVisibleAsync();
        await visit.PictureAsync("run", isForTutorial: true);

        await designer.Activity("WriteLine1").Locator(".activity-content").ClickAsync();
        var text = visit.Panel("Activity").GetByText($"manuals: {site.Documents} new");
        await text.ScrollIntoViewIfNeededAsync();
        await Expect(text).ToBeVisibleAsync();
        await visit.PictureAsync("result", isForTutorial: true);

        await visit.Page.GotoAsync("/workflows/instances");
        await Expect(visit.Row(run)).ToContainTextAsync("Finished");
        await visit.PictureAsync("runs", isForTutorial: true, height: 480);
        await visit.LeaveAsync();
    }

    private static async Task CreateAsync(Visit visit, string name)
    {
        await visit.Button("Create workflow").ClickAsync();
        await visit
            .Dialog.GetByRole(AriaRole.Textbox, new LocatorGetByRoleOptions { Name = "Name", Exact = true })
            .FillAsync(name);
        await visit.PictureAsync("create", isForTutorial: true);
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ok" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/workflows/definitions/*/edit");
    }

    private static async Task AddVariableAsync(Visit visit, string name, string value)
    {
        await visit.Tab("Variables").ClickAsync();
        await visit.Button("Add variable").ClickAsync();
        var field = visit.Dialog.GetByRole(
            AriaRole.Textbox,
            new LocatorGetByRoleOptions { Name = "Name", Exact = true }
        );
        // The dialog puts a name of its own in when it is ready, also over one that was typed before.
        await Expect(field).ToHaveValueAsync("Variable1");
        await field.FillAsync(name);
        await visit
            .Dialog.GetByRole(AriaRole.Textbox, new LocatorGetByRoleOptions { Name = "Default value" })
            .FillAsync(value);
        await Expect(field).ToHaveValueAsync(name);
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ok" }).ClickAsync();
        await Expect(visit.Row(name)).ToContainTextAsync("Workflow Instance");
    }
}
