using Penstock.Core.Configuration;
using Penstock.Pipelines;
using Penstock.Testing;

namespace Penstock.Server.Tests;

/// <summary>A real server on a free loopback port, with a database, a lake and a workflows folder of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<HttpClient> _clients = [];

    private TestServer()
    {
    }

    public Platform Platform { get; private set; } = null!;

    public PenstockServer Server { get; private set; } = null!;

    public Uri Address => Server.Addresses[0];

    /// <summary>The folder with <c>penstock.yml</c>, lake and workflows.</summary>
    public string Folder => _folder.Path;

    /// <param name="postgres">The assembly's PostgreSQL.</param>
    /// <param name="start">Replaces services.</param>
    /// <param name="configuration">More lines of <c>penstock.yml</c>.</param>
    /// <param name="prepare">Fills the folder (workflows and the like) before anything is opened.</param>
    public static async Task<TestServer> StartAsync(PostgresFixture postgres, ServerStart? start = null, string configuration = "", Action<string>? prepare = null)
    {
        var server = new TestServer();
        Directory.CreateDirectory(server._folder["workflows"]);
        prepare?.Invoke(server.Folder);
        await File.WriteAllTextAsync(server._folder["penstock.yml"], $"""
            metadata:
              connection: {await postgres.CreateDatabaseAsync()};Maximum Pool Size=20
            lake:
              store: file:lake
              scratch: scratch
            {configuration}
            """);
        server.Platform = await Platform.OpenAsync(
            PenstockConfiguration.Load(server._folder["penstock.yml"]), (options, _, _) => Task.FromResult(options.Connection!), PenstockServer.Modules);
        server.Server = await PenstockServer.StartAsync(server.Platform, (start ?? new ServerStart()) with { Listen = "http://127.0.0.1:0" });
        return server;
    }

    /// <summary>A client that nobody has signed in with; it keeps cookies and follows no redirect.</summary>
    public HttpClient Anonymous()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Server.DisposeAsync();
        await Platform.DisposeAsync();
        _folder.Dispose();
    }
}
