using System.Diagnostics;
using Microsoft.Playwright;
using Penstock.Bench.Sites;
using Penstock.Server.Access;

namespace Penstock.Bench.Studio;

/// <summary>
/// How long a person waits for Elsa Studio: from the navigation to a screen that answers clicks, on loopback. The cold visit is of a browser
/// with an empty profile; the warm one opens the same screen again in the same browser.
/// </summary>
internal static class StudioBench
{
    private const int Repeats = 5;

    private static readonly (string What, string Path, string Usable)[] Screens =
    [
        ("list of workflows", "/workflows/definitions", "button:not([disabled]):has-text('Create workflow')"),
        ("editor of a workflow", "/workflows/definitions/customer-is-king/edit", ".x6-node >> nth=8"),
    ];

    /// <returns>0 when all that is asked is met, otherwise 1.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.OpenAsync(
            folder,
            cancellationToken,
            Path.Combine(Checkout.Root, "workflows")
        );
        await server.StartAsync(cancellationToken);
        await server.AddUserAsync("erin", Roles.Engineer, cancellationToken);
        using var playwright = await Playwright.CreateAsync();
        var address = server.Address.GetLeftPart(UriPartial.Authority);

        Console.WriteLine("| what | cold cache (median) | requests | again, warm (median) | asked, cold | |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        var met = true;
        foreach (var screen in Screens)
        {
            var visits = new List<(double Cold, int Requests, double Warm)>();
            for (var i = 0; i <= Repeats; i++)
            {
                var visit = await VisitAsync(playwright, address, screen.Path, screen.Usable);
                await Console.Error.WriteLineAsync(
                    $"{screen.What} {(i == 0 ? "warm-up" : $"visit {i}")}: cold {visit.Cold:F2} s, warm {visit.Warm:F2} s"
                );
                if (i > 0)
                    visits.Add(visit);
            }
            var cold = Figures.Median(visits.Select(v => v.Cold));
            Console.WriteLine(
                $"| {screen.What} | {cold:F1} s | {visits[0].Requests} | {Figures.Median(visits.Select(v => v.Warm)):F1} s | < 5 s | {(cold < 5 ? "met" : "missed")} |"
            );
            met &= cold < 5;
        }
        return met ? 0 : 1;
    }

    private static async Task<(double Cold, int Requests, double Warm)> VisitAsync(
        IPlaywright playwright,
        string address,
        string path,
        string usable
    )
    {
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium(), Args = ["--no-sandbox", "--disable-gpu"] }
        );
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = address });
        page.SetDefaultTimeout(120_000);
        // The account page loads nothing of Studio's.
        await page.GotoAsync("/login?returnUrl=/account");
        await page.GetByLabel("Name").FillAsync("erin");
        await page.GetByLabel("Password").FillAsync(BenchServer.Password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/account");
        var requests = 0;
        page.Request += (_, _) => requests++;
        var cold = await OpenAsync(page, path, usable);
        var count = requests;
        await page.GotoAsync("/account");
        return (cold, count, await OpenAsync(page, path, usable));
    }

    private static async Task<double> OpenAsync(IPage page, string path, string usable)
    {
        var clock = Stopwatch.StartNew();
        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.Locator(usable).WaitForAsync();
        return clock.Elapsed.TotalSeconds;
    }

    private static string Chromium() =>
        Environment.GetEnvironmentVariable("PENSTOCK_CHROMIUM")
        ?? new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("Chromium is not installed: apt-get install chromium");
}
