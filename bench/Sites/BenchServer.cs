using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Core.Configuration;
using Penstock.Pipelines;
using Penstock.Sandbox.Servers;
using Penstock.Server;
using Penstock.Server.Access;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Users;

namespace Penstock.Bench.Sites;

/// <summary>The platform in the benchmark's folder, on a durable PostgreSQL, and its server on loopback once it is started.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Password = "four plain words here";

    private readonly PostgresServer _postgres;
    private PenstockServer? _server;

    private BenchServer(PostgresServer postgres, string connection, Platform platform)
    {
        _postgres = postgres;
        Connection = connection;
        Platform = platform;
    }

    /// <summary>How to reach the metadata database.</summary>
    public string Connection { get; }

    public Platform Platform { get; }

    public IServiceProvider Services => Server.Services;

    public Uri Address => Server.Addresses[0];

    private PenstockServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    /// <summary>Opens the platform with an empty lake and a database that is migrated; without workflows unless a folder of them is named.</summary>
    public static async Task<BenchServer> OpenAsync(
        string folder,
        CancellationToken cancellationToken,
        string? workflows = null
    )
    {
        workflows ??= Directory.CreateDirectory(Path.Combine(folder, "workflows")).FullName;
        var postgres = await PostgresServer.StartAsync(
            Path.Combine(folder, "pg"),
            durable: true,
            cancellationToken: cancellationToken
        );
        try
        {
            var connection = await postgres.CreateDatabaseAsync("bench", cancellationToken);
            var file = Path.Combine(folder, "penstock.yml");
            await File.WriteAllTextAsync(
                file,
                $"""
                metadata:
                  connection: {connection};Maximum Pool Size=30
                lake:
                  store: file:lake
                  scratch: scratch
                workflows: {workflows}
                """,
                cancellationToken
            );
            return new BenchServer(
                postgres,
                connection,
                await Platform.OpenAsync(
                    PenstockConfiguration.Load(file),
                    (options, _, _) => Task.FromResult(options.Connection!),
                    PenstockServer.Modules,
                    cancellationToken
                )
            );
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _server = await PenstockServer.StartAsync(
            Platform,
            new ServerStart
            {
                Listen = "http://127.0.0.1:0",
                Logging = logging => logging.SetMinimumLevel(LogLevel.Error),
            },
            cancellationToken
        );

    public Task<UserAccount> AddUserAsync(string name, string role, CancellationToken cancellationToken) =>
        Services.GetRequiredService<UserStore>().AddAsync(name, null, [role], Password, cancellationToken);

    /// <summary>A program with a key of an administrator that may do just this.</summary>
    public async Task<HttpClient> ClientAsync(string permission, CancellationToken cancellationToken)
    {
        var owner = await AddUserAsync("bench", Roles.Admin, cancellationToken);
        var key = await Services
            .GetRequiredService<ApiKeyStore>()
            .AddAsync("bench", owner.Name, [permission], TimeSpan.FromDays(1), cancellationToken);
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("Authorization", $"ApiKey {key.Secret}");
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await Platform.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
