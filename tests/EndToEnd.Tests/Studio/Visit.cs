using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>
/// One person's visit in a browser profile of its own. Leaving it (<see cref="LeaveAsync"/>) holds that the browser's console had no error and that
/// no request failed.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly List<string> _complaints = [];
    private readonly HashSet<IRequest> _answered = [];
    private readonly string _pictures;

    public Visit(IPage page, string pictures)
    {
        Page = page;
        _pictures = pictures;
        page.SetDefaultTimeout(60_000);
        SetDefaultExpectTimeout(60_000);
        page.Console += (_, message) =>
            NoteIf(
                message.Type == "error"
                    && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal),
                $"console: {message.Text}"
            );
        page.PageError += (_, error) => NoteIf(true, $"script error: {error}");
        page.Response += (_, response) => Answered(response);
        page.RequestFailed += (_, request) =>
            NoteIf(!IsLeftAlone(request), $"{request.Method} {request.Url}: {request.Failure}");
    }

    public IPage Page { get; }

    /// <summary>Answers with these codes are part of the test.</summary>
    public HashSet<int> ExpectedStatuses { get; } = [];

    public ILocator Button(string name) =>
        Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Tab(string name) => Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = name });

    public ILocator Panel(string name) => Page.GetByRole(AriaRole.Tabpanel, new PageGetByRoleOptions { Name = name });

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <summary>The row of a list that holds a text.</summary>
    public ILocator Row(string text) =>
        Page.Locator("tbody").GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = text });

    /// <summary>An entry of the menu or drop-down that is open.</summary>
    public ILocator Choice(string text) =>
        Page.Locator(".mud-popover-open").GetByText(text, new LocatorGetByTextOptions { Exact = true });

    /// <summary>Opens the menu of a row and chooses an entry of it.</summary>
    public async Task ChooseInRowAsync(string row, string entry)
    {
        await Row(row).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Choice(entry).ClickAsync();
    }

    /// <summary>The line of a run's details or of its journal.</summary>
    public ILocator Detail(string name) =>
        Panel("Details")
            .GetByRole(AriaRole.Row)
            .Filter(new LocatorFilterOptions { Has = Page.GetByText(name, new PageGetByTextOptions { Exact = true }) });

    /// <summary>Sends a request as the page's own scripts do; returns the answer's status.</summary>
    public Task<int> FetchAsync(string method, string path) =>
        Page.EvaluateAsync<int>(
            "async ([method, path]) => (await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: method === 'GET' ? undefined : '{}' })).status",
            new[] { method, path }
        );

    /// <summary>What a short message at the edge of the page says.</summary>
    public ILocator Message(string text) =>
        Page.Locator(".mud-snackbar").Filter(new LocatorFilterOptions { HasText = text }).First;

    /// <summary>Keeps what is seen now as test output; the tutorial's pictures are renewed when <c>PENSTOCK_UPDATE_PICTURES=1</c>.</summary>
    public Task PictureAsync(string name, bool isForTutorial = false, int height = 800) =>
        Picture.TakeAsync(Page, Path.Combine(_pictures, name + ".png"), isForTutorial, height);

    /// <summary>Ends the visit: nothing must have gone wrong in it.</summary>
    public async Task LeaveAsync()
    {
        await Expect(Page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
        Assert.Empty(_complaints);
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private void Answered(IResponse response)
    {
        lock (_answered)
            _answered.Add(response.Request);
        NoteIf(
            response.Status >= 400 && !ExpectedStatuses.Contains(response.Status),
            $"{response.Request.Method} {response.Url}: {response.Status}"
        );
    }

    // The runtime of Studio lets go of an answer as soon as it has read it, and of everything when a page is left; the browser calls both aborted.
    private bool IsLeftAlone(IRequest request)
    {
        lock (_answered)
            return request.Failure == "net::ERR_ABORTED"
                && (_answered.Contains(request) || request.Frame.Url != request.Headers.GetValueOrDefault("referer"));
    }

    private void NoteIf(bool isComplaint, string text)
    {
        if (!isComplaint)
            return;
        lock (_complaints)
            _complaints.Add(text);
    }
}
