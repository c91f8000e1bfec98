using Npgsql;
using Penstock.Sandbox;
using Penstock.Sandbox.Servers;

namespace Penstock.Bench.Sites;

/// <summary>The sample company in the benchmark's folder: its two sources, PostgreSQL with fsync, and fresh lakes to run into.</summary>
internal sealed class BenchSite : IAsyncDisposable
{
    private readonly string _folder;
    private int _runs;

    private BenchSite(string folder, SampleSources sources, PostgresServer postgres)
    {
        _folder = folder;
        Sources = sources;
        Postgres = postgres;
    }

    public SampleSources Sources { get; }

    public PostgresServer Postgres { get; }

    /// <summary>The database of the last run.</summary>
    public string Database => $"bench{_runs}";

    public string ConfigurationFile => Path.Combine(_folder, "penstock.yml");

    public static async Task<BenchSite> StartAsync(
        string folder,
        long transactions,
        CancellationToken cancellationToken
    )
    {
        var sources = await SampleSources.StartAsync(folder, transactions, Console.Error.WriteLine, cancellationToken);
        return new BenchSite(
            folder,
            sources,
            await PostgresServer.StartAsync(
                Path.Combine(folder, "pg"),
                durable: true,
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>A fresh database and an empty lake, named by the configuration file; the lake before is deleted.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var lake = Path.Combine(_folder, "lake");
        if (Directory.Exists(lake))
            Directory.Delete(lake, recursive: true);
        if (_runs > 0)
            await ExecuteAsync("postgres", $"DROP DATABASE {Database} WITH (FORCE)", cancellationToken);
        _runs++;
        var connection = await Postgres.CreateDatabaseAsync(Database, cancellationToken);
        await File.WriteAllTextAsync(
            ConfigurationFile,
            $"""
            metadata:
              connection: {connection}
            lake:
              store: file:lake
              scratch: scratch
            workflows: {Path.Combine(Checkout.Root, "workflows")}
            sources:
              procedures:
                url: ftps://127.0.0.1:{Sources.Files.Port}/
                user: {Sources.Files.User}
                password: {Sources.Files.Password}
                certificateFile: {Sources.Files.CertificateFile}
              shop:
                url: mongodb://127.0.0.1:{Sources.Shop.Port}/
                user: {Sources.Shop.User}
                password: {Sources.Shop.Password}
            """,
            cancellationToken
        );
    }

    public async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString(database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Sources.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
