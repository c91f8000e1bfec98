using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Penstock.Pipelines;
using Penstock.Sandbox.Retail;
using Penstock.Server;
using Penstock.Server.Access;
using Penstock.Server.Access.Tickets;
using Penstock.Server.Access.Users;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>The retail company, the real server over it, and one headless Chromium, for all tests that look at pages.</summary>
public sealed class StudioSite : IAsyncLifetime
{
    public const string Password = "four plain words here";

    private RetailSite _retail = null!;
    private Platform _platform = null!;
    private PenstockServer _server = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public string Address => _server.Addresses[0].GetLeftPart(UriPartial.Authority);

    /// <summary>The folder that the file server serves.</summary>
    public string ProceduresFolder => _retail.ProceduresFolder;

    /// <summary>How many files lie at the top of the file server.</summary>
    public int Documents => Directory.GetFiles(ProceduresFolder).Length;

    /// <summary>Where screenshots go: <c>TestResults/studio</c> beside the test program.</summary>
    public string Pictures { get; } =
        Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "studio")).FullName;

    public async ValueTask InitializeAsync()
    {
        _retail = await RetailSite.StartAsync([.. RetailGenerator.Generate(new RetailOptions(500))]);
        _platform = await Platform.OpenAsync(
            _retail.Configuration,
            (options, _, _) => Task.FromResult(options.Connection!),
            PenstockServer.Modules
        );
        _server = await PenstockServer.StartAsync(
            _platform,
            new ServerStart
            {
                Listen = "http://127.0.0.1:0",
                Logging = logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(),
            }
        );
        var users = _server.Services.GetRequiredService<UserStore>();
        await users.AddAsync("erin", "Erin Engineer", [Roles.Engineer], Password);
        await users.AddAsync("ann", "Ann Analyst", [Roles.Analyst], Password);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium(),
                Args = ["--no-sandbox", "--force-color-profile=srgb", "--disable-gpu"],
            }
        );
    }

    /// <summary>A visitor with a browser profile of their own and an empty cache; signed in when a name is given.</summary>
    public async Task<Visit> VisitAsync(string? user = null)
    {
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Address,
                ViewportSize = new ViewportSize { Width = 1360, Height = 800 },
                Locale = "en-GB",
                AcceptDownloads = true,
            }
        );
        if (user is not null)
        {
            var account = await _server.Services.GetRequiredService<UserStore>().FindAsync(user);
            var secret = await _server
                .Services.GetRequiredService<TicketStore>()
                .IssueSessionAsync(account!.Id, default);
            await context.AddCookiesAsync([
                new Cookie
                {
                    Name = "penstock.session",
                    Value = secret,
                    Url = Address,
                    HttpOnly = true,
                    SameSite = SameSiteAttribute.Strict,
                },
            ]);
        }
        return new Visit(await context.NewPageAsync(), Pictures);
    }

    /// <summary>Puts a definition of activities in a row into the store; returns its id.</summary>
    public async Task<string> SaveAsync(string name, params JsonObject[] activities)
    {
        var saved = await _server
            .Services.GetRequiredService<IDefinitionStore>()
            .SaveAsync(new SaveRequest(SampleDefinition.Of(name, activities)));
        return saved.Stored.Info.DefinitionId;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _server.DisposeAsync();
        await _platform.DisposeAsync();
        await _retail.DisposeAsync();
    }

    private static string Chromium() =>
        Environment.GetEnvironmentVariable("PENSTOCK_CHROMIUM")
        ?? new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("Chromium is not installed: apt-get install chromium");
}
