using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = [];
    private int _databases;

    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync(_folder["pg"], durable: false);

    /// <summary>An empty database; returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() =>
        Server.CreateDatabaseAsync($"test{Interlocked.Increment(ref _databases)}");

    /// <summary>A database with the tables of assemblies, in their order (Core first): a copy of one that was migrated once.</summary>
    public async Task<string> CreateMigratedAsync(IReadOnlyList<Assembly> assemblies)
    {
        var key = string.Join(' ', assemblies.Select(a => a.GetName().Name));
        var template = await _templates
            .GetOrAdd(key, _ => new Lazy<Task<string>>(() => MakeTemplateAsync(assemblies)))
            .Value;
        return await Server.CopyDatabaseAsync(template, $"test{Interlocked.Increment(ref _databases)}");
    }

    /// <summary>A metadata store of its own with the tables of assemblies.</summary>
    public async Task<MetadataStore> CreateMetadataAsync(params Assembly[] assemblies) =>
        MetadataStore.Open(await CreateMigratedAsync(assemblies) + ";Maximum Pool Size=20");

    /// <summary>A metadata store with the tables of Core, Lineage and LakeLayers.</summary>
    public Task<MetadataStore> CreateLakeMetadataAsync() =>
        CreateMetadataAsync(
            typeof(MetadataStore).Assembly,
            typeof(Lineage.Events.StepRunner).Assembly,
            typeof(LakeLayers.Tables.TableCatalog).Assembly
        );

    private async Task<string> MakeTemplateAsync(IReadOnlyList<Assembly> assemblies)
    {
        // Not "template…": template1 is PostgreSQL's own, of which every empty database is a copy.
        var name = $"migrated{Interlocked.Increment(ref _databases)}";
        // Without a pool no connection stays: a database that is in use cannot be copied.
        await using var store = MetadataStore.Open(await Server.CreateDatabaseAsync(name) + ";Pooling=false");
        await new Migrator(store, assemblies).MigrateAsync();
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
