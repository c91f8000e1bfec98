using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Lineage.Events;
using Penstock.Sandbox.Servers;
using Penstock.Testing;
using Penstock.Warehouse.Loads;

namespace Penstock.Warehouse.Tests.Loads;

/// <summary>Faults in the middle of a load: nothing half-written, an error that says so, and a rerun that completes.</summary>
public sealed class LoadFaultTests(PostgresFixture postgres)
{
    private const string SchemaThere = "SELECT count(*) FROM pg_namespace WHERE nspname = 'shop'";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_cut_in_the_middle_of_a_copy_leaves_nothing_and_a_rerun_completes(bool apart)
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres, apart);
        await Shop.PublishAsync(warehouse);
        var database = new NpgsqlConnectionStringBuilder(warehouse.Database.ConnectionString).Database!;
        void Cut()
        {
            using var admin = new NpgsqlConnection(postgres.Server.ConnectionString("postgres") + ";Pooling=false");
            admin.Open();
            using var kill = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'COPY%' AND state = 'active'",
                admin
            );
            kill.Parameters.Add(new() { Value = database });
            kill.ExecuteNonQuery();
        }

        var error = await Assert.ThrowsAsync<TransientException>(() =>
            warehouse.LoadAsync(Shop.Schema, progress: new OnTable("shop.fact_sale", Cut))
        );

        Assert.Contains("lost in the middle of the load: shop.fact_sale", error.Message, StringComparison.Ordinal);
        Assert.Contains("the warehouse is as it was before", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await warehouse.OneAsync<long>(SchemaThere));
        Assert.Equal(6, (await warehouse.LoadAsync(Shop.Schema)).Tables.Single(t => t.Table == "fact_sale").Inserted);
    }

    [Fact]
    public async Task A_server_restarted_in_the_middle_of_a_reload_keeps_the_old_rows_and_a_rerun_completes()
    {
        using var folder = new TestFolder();
        var server = await PostgresServer.StartAsync(folder["pg"], durable: true);
        try
        {
            await using var warehouse = await TestWarehouse.CreateAsync(
                postgres,
                NpgsqlDataSource.Create(await server.CreateDatabaseAsync("w") + ";Pooling=false")
            );
            await Shop.PublishAsync(warehouse);
            await warehouse.LoadAsync(Shop.Schema);
            var before = await warehouse.TuplesAsync("shop");
            await warehouse.PublishAsync(
                "presentation.fact_sale",
                $"SELECT * REPLACE (quantity + 1 AS quantity) FROM ({Shop.Sales})"
            );

            await Assert.ThrowsAsync<TransientException>(() =>
                warehouse.LoadAsync(
                    Shop.Schema,
                    progress: new OnTable("shop.fact_sale", () => server.DisposeAsync().AsTask().Wait())
                )
            );
            server = await PostgresServer.StartAsync(folder["pg"], durable: true, port: server.Port);

            Assert.Equal(before, await warehouse.TuplesAsync("shop"));
            Assert.Equal(
                5,
                (await warehouse.LoadAsync(Shop.Schema)).Tables.Single(t => t.Table == "fact_sale").Updated
            );
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_run_that_died_between_warehouse_and_metadata_completes_by_the_markers()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres, apart: true);
        await Shop.PublishAsync(warehouse);
        await warehouse.LoadAsync(Shop.Schema);
        await using (
            var forget = warehouse.Metadata.DataSource.CreateCommand(
                "DELETE FROM lineage.event; DELETE FROM lineage.dataset_use; DELETE FROM lake.row_account"
            )
        )
            await forget.ExecuteNonQueryAsync();

        var again = await warehouse.LoadAsync(Shop.Schema);

        Assert.False(again.HasChanged);
        await using var completed = warehouse.Metadata.DataSource.CreateCommand(
            "SELECT count(*) FROM lineage.dataset_use WHERE direction = 'output' AND name LIKE '%.shop.fact_sale' AND rows = 6"
        );
        Assert.Equal(1L, await completed.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_load_during_which_a_person_was_erased_from_the_lake_writes_nothing_and_the_next_one_does()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres, apart: true);
        await Shop.PublishAsync(warehouse);
        var erasures = new StepRunner(warehouse.Metadata);

        await Assert.ThrowsAsync<ReadErasedException>(() =>
            warehouse.LoadAsync(
                Shop.Schema,
                progress: new OnTable(
                    "shop.fact_sale",
                    () =>
                        erasures
                            .RunAsync(
                                StepContext.Standalone("forget"),
                                async (scope, ct) =>
                                {
                                    await scope.CommitErasureAsync((_, _) => Task.CompletedTask, ct);
                                    return true;
                                }
                            )
                            .GetAwaiter()
                            .GetResult()
                )
            )
        );

        Assert.Equal(0, await warehouse.OneAsync<long>(SchemaThere));
        Assert.Equal(6, (await warehouse.LoadAsync(Shop.Schema)).Tables.Single(t => t.Table == "fact_sale").Inserted);
    }

    [Fact]
    public async Task A_second_load_at_the_same_time_waits_or_says_who_is_in_the_way()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        TransientException? refused = null;
        Task<LoadWarehouseResult>? waiting = null;
        await warehouse.LoadAsync(
            Shop.Schema,
            progress: new OnTable(
                "shop.fact_sale",
                () =>
                {
                    refused = Assert.Throws<TransientException>(() =>
                        warehouse
                            .LoadAsync(Shop.Schema, lockTimeout: TimeSpan.FromMilliseconds(50))
                            .GetAwaiter()
                            .GetResult()
                    );
                    waiting = warehouse.LoadAsync(Shop.Schema);
                }
            )
        );

        Assert.Contains("the lock of warehouse schema shop", refused!.Message, StringComparison.Ordinal);
        Assert.All((await waiting!).Tables, t => Assert.True(t.IsSkipped));
    }

    [Fact]
    public async Task A_cancelled_load_leaves_nothing()
    {
        await using var warehouse = await TestWarehouse.CreateAsync(postgres);
        await Shop.PublishAsync(warehouse);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            warehouse.LoadAsync(
                Shop.Schema,
                progress: new OnTable("shop.fact_sale", stop.Cancel),
                cancellationToken: stop.Token
            )
        );

        Assert.Equal(0, await warehouse.OneAsync<long>(SchemaThere));
        Assert.Equal(6, (await warehouse.LoadAsync(Shop.Schema)).Tables.Single(t => t.Table == "fact_sale").Inserted);
    }

    private sealed class OnTable(string table, Action act) : IProgress<StepProgress>
    {
        private int _done;

        public void Report(StepProgress value)
        {
            if (value.Detail == table && Interlocked.Exchange(ref _done, 1) == 0)
                act();
        }
    }
}
