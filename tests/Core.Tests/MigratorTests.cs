using Penstock.Core.Metadata;
using Penstock.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Penstock.Core.Tests;

public class MigratorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_second_migration_applies_nothing()
    {
        await using var store = MetadataStore.Open(await postgres.CreateDatabaseAsync());
        var migrator = new Migrator(store, [typeof(MetadataStore).Assembly]);

        Assert.Contains(
            "Penstock.Core/0001_core.sql",
            await migrator.MigrateAsync(TestContext.Current.CancellationToken)
        );
        Assert.Empty(await migrator.MigrateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_migrate_once()
    {
        await using var store = MetadataStore.Open(await postgres.CreateDatabaseAsync());
        var both = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => new Migrator(store, [typeof(MetadataStore).Assembly]).MigrateAsync())
        );

        Assert.Single(both, applied => applied.Count > 0);
    }
}
