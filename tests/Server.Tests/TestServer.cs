using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Core.Configuration;
using Penstock.Pipelines;
using Penstock.Server.Access;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Tickets;
using Penstock.Server.Access.Users;
using Penstock.Testing;

namespace Penstock.Server.Tests;

/// <summary>A real server on a free loopback port, with a database, a lake and a workflows folder of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<HttpClient> _clients = [];
    private int _names;

    /// <summary>The password of every user made here.</summary>
    public const string Password = "four plain words here";

    private TestServer() { }

    public Platform Platform { get; private set; } = null!;

    public PenstockServer Server { get; private set; } = null!;

    public Uri Address => Server.Addresses[0];

    /// <summary>The metadata database's name.</summary>
    public string Database { get; private set; } = null!;

    /// <summary>The folder with <c>penstock.yml</c>, lake and workflows.</summary>
    public string Folder => _folder.Path;

    /// <param name="postgres">The assembly's PostgreSQL.</param>
    /// <param name="start">Replaces services.</param>
    /// <param name="configuration">More lines of <c>penstock.yml</c>.</param>
    /// <param name="prepare">Fills the folder (workflows and the like) before anything is opened.</param>
    public static async Task<TestServer> StartAsync(
        PostgresFixture postgres,
        ServerStart? start = null,
        string configuration = "",
        Action<string>? prepare = null
    )
    {
        var server = new TestServer();
        Directory.CreateDirectory(server._folder["workflows"]);
        prepare?.Invoke(server.Folder);
        var connection = await postgres.CreateMigratedAsync(PenstockServer.Modules);
        server.Database = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database!;
        await File.WriteAllTextAsync(
            server._folder["penstock.yml"],
            $"""
            metadata:
              connection: {connection};Maximum Pool Size=20
            lake:
              store: file:lake
              scratch: scratch
            {configuration}
            """
        );
        server.Platform = await Platform.OpenAsync(
            PenstockConfiguration.Load(server._folder["penstock.yml"]),
            (options, _, _) => Task.FromResult(options.Connection!),
            PenstockServer.Modules
        );
        server.Server = await PenstockServer.StartAsync(
            server.Platform,
            new ServerStart
            {
                Listen = "http://127.0.0.1:0",
                Logging = logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(),
                Services = start?.Services,
            }
        );
        return server;
    }

    /// <summary>A client that nobody has signed in with; it follows no redirect.</summary>
    public HttpClient Anonymous()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Address,
        };
        _clients.Add(client);
        return client;
    }

    /// <summary>A new user's browser, as Studio uses it: session cookie, and <c>Origin</c> with every request.</summary>
    public async Task<HttpClient> SignedInAsync(params string[] roles)
    {
        var user = await AddUserAsync(roles);
        var secret = await Service<TicketStore>().IssueSessionAsync(user.Id, default);
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", $"penstock.session={secret}");
        client.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        return client;
    }

    /// <summary>A program of a new administrator, with a key that may do just these things.</summary>
    public async Task<HttpClient> WithKeyAsync(params string[] permissions)
    {
        var owner = await AddUserAsync(Roles.Admin);
        var key = await Service<ApiKeyStore>()
            .AddAsync($"key{Interlocked.Increment(ref _names)}", owner.Name, permissions, TimeSpan.FromDays(1));
        var client = Anonymous();
        client.DefaultRequestHeaders.Add("Authorization", $"ApiKey {key.Secret}");
        return client;
    }

    public Task<UserAccount> AddUserAsync(params string[] roles) =>
        Service<UserStore>().AddAsync($"{roles[0]}{Interlocked.Increment(ref _names)}", null, roles, Password);

    public T Service<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await Server.DisposeAsync();
        await Platform.DisposeAsync();
        _folder.Dispose();
    }
}
