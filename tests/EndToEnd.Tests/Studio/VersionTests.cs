using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using static Penstock.EndToEnd.Tests.Studio.SampleDefinition;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>What happens to a published definition that is edited.</summary>
[Collection(StudioCollection.Name)]
public sealed class VersionTests(StudioSite site)
{
    [Fact]
    public async Task An_edit_of_a_published_definition_makes_version_two_and_leaves_version_one_published()
    {
        var id = await site.SaveAsync("Is published twice", Activity("Say", "Elsa.WriteLine", ("text", "one")));
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await designer.OpenAsync(id);
        await designer.PublishAsync();
        await designer.SelectAsync("Say", "Text");
        await designer.SavedAfterAsync(() => designer.WriteAsync("Text", "two"));

        await visit.Tab("Version history").ClickAsync();
        var versions = visit.Panel("Version history").Locator("tbody").GetByRole(AriaRole.Row);
        await Expect(versions).ToHaveCountAsync(2);
        await Expect(versions.Nth(0).GetByRole(AriaRole.Cell).Nth(2)).ToHaveTextAsync("2");
        await Expect(versions.Nth(1).GetByRole(AriaRole.Cell).Nth(2)).ToHaveTextAsync("1");
        await Expect(versions.Nth(1).Locator(".mud-success-text")).ToBeVisibleAsync();
        await Expect(versions.Nth(0).Locator(".mud-success-text")).ToHaveCountAsync(0);
        await Expect(visit.Message("Workflow published")).ToBeHiddenAsync();
        await visit.PictureAsync("versions", isForTutorial: true);

        await visit.Page.GotoAsync("/workflows/definitions");
        var cells = visit.Row("Is published twice").GetByRole(AriaRole.Cell);
        await Expect(cells.Nth(3)).ToHaveTextAsync("2");
        await Expect(cells.Nth(4)).ToHaveTextAsync("1");
        await visit.LeaveAsync();
    }
}
