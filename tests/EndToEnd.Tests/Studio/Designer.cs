using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>The editor's canvas, toolbox and panels, and the viewer's canvas.</summary>
public sealed class Designer(Visit visit)
{
    private ILocator Toolbox => visit.Panel("Activities");

    private ILocator Inputs =>
        visit.Page.GetByRole(AriaRole.Tabpanel, new PageGetByRoleOptions { Name = "Input", Exact = true });

    private ILocator Buttons => visit.Page.Locator("[role=toolbar] button");

    /// <summary>An activity on the canvas by its name.</summary>
    public ILocator Activity(string name) =>
        visit.Page.Locator(".x6-node").Filter(new LocatorFilterOptions { HasText = name });

    public ILocator Connections => visit.Page.Locator(".x6-edge");

    /// <summary>The count beside an activity; its class says how the activity went.</summary>
    public ILocator Badge(string name) => Activity(name).Locator(".mud-badge");

    /// <summary>Waits until an activity's badge has a colour of Studio's: <c>success</c>, <c>warning</c>, <c>error</c>, <c>info</c>.</summary>
    public Task ExpectBadgeAsync(string name, string colour) =>
        Expect(Badge(name)).ToHaveClassAsync(new Regex($"mud-theme-{colour}"));

    /// <summary>Drags an activity from the toolbox onto the canvas.</summary>
    public async Task DropAsync(string category, string displayName, string name, int x, int y)
    {
        var source = Toolbox.Locator("[draggable=true]").Filter(new LocatorFilterOptions { HasText = displayName });
        if (!await source.IsVisibleAsync())
            await Toolbox
                .Locator(".mud-expand-panel-header")
                .Filter(new LocatorFilterOptions { HasText = category })
                .ClickAsync();
        await source.DragToAsync(
            visit.Page.Locator(".x6-graph-svg").First,
            new LocatorDragToOptions
            {
                TargetPosition = new TargetPosition { X = x, Y = y },
            }
        );
        await Expect(Activity(name)).ToBeVisibleAsync();
    }

    /// <summary>Draws a connection from an outcome to an activity.</summary>
    public async Task ConnectAsync(string from, string outcome, string to)
    {
        var before = await Connections.CountAsync();
        var (startX, startY) = await MiddleAsync(Activity(from).Locator($"[port={outcome}]"));
        var (endX, endY) = await MiddleAsync(Activity(to).Locator("[port=In]"));
        await visit.Page.Mouse.MoveAsync(startX, startY);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(endX, endY, new MouseMoveOptions { Steps = 8 });
        await visit.Page.Mouse.UpAsync();
        await Expect(Connections).ToHaveCountAsync(before + 1);
    }

    /// <summary>Selects an activity; its inputs are shown when this returns.</summary>
    public async Task SelectAsync(string name, string input)
    {
        await Activity(name).Locator(".activity-content").ClickAsync();
        await Expect(Field(input)).ToBeVisibleAsync();
    }

    /// <summary>An input's row by its description.</summary>
    public ILocator Field(string description) =>
        Inputs.Locator("[role=group].flex-row").Filter(new LocatorFilterOptions { HasText = description }).Last;

    /// <summary>Chooses how an input is written: Variable, JavaScript and so on.</summary>
    public async Task UseSyntaxAsync(string input, string syntax)
    {
        await Field(input).Locator("button").Last.ClickAsync();
        await visit.Choice(syntax).ClickAsync();
        await Expect(Field(input).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = syntax }))
            .ToBeVisibleAsync();
    }

    public async Task ChooseAsync(string input, string choice)
    {
        await Field(input).Locator(".mud-input-control").First.ClickAsync();
        await visit.Choice(choice).ClickAsync();
        await Expect(Field(input)).ToContainTextAsync(choice);
    }

    public async Task WriteAsync(string input, string text)
    {
        await Field(input).GetByRole(AriaRole.Textbox).FillAsync(text);
        await visit.Page.Keyboard.PressAsync("Tab");
    }

    /// <summary>Writes into an input's code editor.</summary>
    public async Task WriteCodeAsync(string input, string code)
    {
        await Field(input).Locator(".view-lines").ClickAsync();
        await visit.Page.Keyboard.InsertTextAsync(code);
        await Expect(Field(input).Locator(".view-lines")).ToContainTextAsync(code[..12]);
    }

    /// <summary>Does something that auto-save sends to the server, and waits for the answer.</summary>
    public Task SavedAfterAsync(Func<Task> action) =>
        visit.Page.RunAndWaitForResponseAsync(
            action,
            response =>
                response.Request.Method == "POST"
                && response.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal)
                && response.Ok
        );

    public async Task PublishAsync()
    {
        await Toolbar("M19.35").Last.ClickAsync();
        await Expect(visit.Message("Workflow published")).ToBeVisibleAsync();
    }

    /// <summary>Opens a definition's editor; its boxes are drawn when this returns.</summary>
    public async Task OpenAsync(string definitionId)
    {
        await visit.Page.GotoAsync($"/workflows/definitions/{definitionId}/edit");
        await Expect(visit.Page.Locator(".x6-node").First).ToBeVisibleAsync();
    }

    /// <summary>Shows the toolbox from its top again, wherever dragging has scrolled it to.</summary>
    public Task TidyAsync() =>
        visit.Page.EvaluateAsync(
            "() => { for (let e = document.querySelector('[draggable=true]'); e; e = e.parentElement) e.scrollTop = 0; }"
        );

    /// <summary>Makes the whole graph seen, as far as Studio shrinks it.</summary>
    public Task FitAsync() => Buttons.First.ClickAsync();

    /// <summary>Runs the workflow; the browser is at the new run's page when this returns.</summary>
    public async Task<string> RunAsync()
    {
        await Toolbar("M8 5v14l11-7z").ClickAsync();
        await visit.Page.WaitForURLAsync("**/workflows/instances/*/view");
        return visit.Page.Url.Split('/')[^2];
    }

    // Studio's toolbar names none of its buttons: they are found by their icons.
    private ILocator Toolbar(string icon) =>
        Buttons.Filter(new LocatorFilterOptions { Has = visit.Page.Locator($"path[d^='{icon}']") });

    private static async Task<(float X, float Y)> MiddleAsync(ILocator locator)
    {
        var box = (await locator.BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + box.Height / 2);
    }
}
