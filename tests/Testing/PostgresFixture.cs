using System.Reflection;
using Penstock.Core.Metadata;
using Penstock.Sandbox.Servers;
using Xunit;

namespace Penstock.Testing;

/// <summary>
/// One real PostgreSQL for a test assembly, on a free port, gone afterwards. Use it as an assembly fixture:
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>; each test makes a database of its own.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private int _databases;

    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync(_folder["pg"], durable: false);

    /// <summary>An empty database; returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => Server.CreateDatabaseAsync($"test{Interlocked.Increment(ref _databases)}");

    /// <summary>A metadata store of its own, migrated by the given assemblies in order (Core first).</summary>
    public async Task<MetadataStore> CreateMetadataAsync(params Assembly[] assemblies)
    {
        var store = MetadataStore.Open(await CreateDatabaseAsync() + ";Maximum Pool Size=20");
        await new Migrator(store, assemblies).MigrateAsync();
        return store;
    }

    /// <summary>A metadata store with the tables of Core, Lineage and LakeLayers.</summary>
    public Task<MetadataStore> CreateLakeMetadataAsync() => CreateMetadataAsync(
        typeof(MetadataStore).Assembly, typeof(Lineage.Events.StepRunner).Assembly, typeof(LakeLayers.Tables.TableCatalog).Assembly);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
