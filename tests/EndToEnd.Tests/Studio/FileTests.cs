using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using static Penstock.EndToEnd.Tests.Studio.SampleDefinition;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>Definitions leave as files, are deleted, and come back.</summary>
[Collection(StudioCollection.Name)]
public sealed class FileTests(StudioSite site)
{
    [Fact]
    public async Task An_exported_definition_can_be_deleted_and_imported_and_is_the_same()
    {
        await site.SaveAsync(
            "Goes and returns",
            Activity("Say", "Elsa.WriteLine", ("text", "one")),
            Activity("Later", "Elsa.Delay", ("timeSpan", "00:00:01"))
        );
        await using var visit = await site.VisitAsync("erin");
        await visit.Page.GotoAsync("/workflows/definitions");
        var exported = await ExportAsync(visit, "Goes and returns");
        Assert.StartsWith(
            "workflow-definition-goes-and-returns-",
            Path.GetFileName(exported),
            StringComparison.Ordinal
        );

        await visit.ChooseInRowAsync("Goes and returns", "Delete");
        await visit.PictureAsync("delete");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await Expect(visit.Row("Goes and returns")).ToHaveCountAsync(0);

        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(exported);
        await Expect(visit.Row("Goes and returns")).ToBeVisibleAsync();
        await visit.PictureAsync("imported");
        var again = await ExportAsync(visit, "Goes and returns");
        Assert.True(JsonNode.DeepEquals(Graph(exported), Graph(again)), $"{Graph(exported)}\n{Graph(again)}");
        await visit.LeaveAsync();
    }

    private async Task<string> ExportAsync(Visit visit, string name)
    {
        await visit.ChooseInRowAsync(name, "Export");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Export" }).ClickAsync()
        );
        var file = Path.Combine(
            Directory.CreateDirectory(Path.Combine(site.Pictures, "exports")).FullName,
            download.SuggestedFilename
        );
        await download.SaveAsAsync(file);
        return file;
    }

    private static JsonNode? Graph(string file) => JsonNode.Parse(File.ReadAllText(file))!["root"];
}
