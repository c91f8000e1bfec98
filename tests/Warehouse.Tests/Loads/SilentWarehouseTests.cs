using System.Diagnostics;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.Warehouse.Tests.Loads;

/// <summary>
/// A warehouse that falls silent while its connection stays open ends the load within the limit; one that works for longer than the
/// limit does not.
/// </summary>
public sealed class SilentWarehouseTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Towards the warehouse or back, from the beginning or in the middle of the rows.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 20_000)]
    [InlineData(true, 200)]
    public async Task A_load_ends_when_data_stop_while_the_connection_stays_open(bool ofAnswers, long after)
    {
        await using var proxy = new FaultProxy(postgres.Server.Port);
        await using var warehouse = await ThroughAsync(proxy);
        var clock = new Stopwatch();

        var error = await Assert.ThrowsAsync<TransientException>(() =>
            warehouse.LoadAsync(
                Shop.Schema,
                progress: new OnFirst(() =>
                {
                    clock.Start();
                    proxy.Arm(new FaultProxy.Fault(ofAnswers, after, Stall: true), times: 1);
                })
            )
        );

        Assert.True(proxy.Faults > 0, "nothing was held back");
        Assert.Contains("run the workflow again", error.Next, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"it took {clock.Elapsed}");
        proxy.Arm(null);
        Assert.True((await warehouse.LoadAsync(Shop.Schema)).HasChanged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_load_whose_connection_is_reset_fails_as_something_to_try_again(bool ofAnswers)
    {
        await using var proxy = new FaultProxy(postgres.Server.Port);
        await using var warehouse = await ThroughAsync(proxy);

        await Assert.ThrowsAsync<TransientException>(() =>
            warehouse.LoadAsync(
                Shop.Schema,
                progress: new OnFirst(() => proxy.Arm(new FaultProxy.Fault(ofAnswers, 0, Reset: true)))
            )
        );
        proxy.Arm(null);
        Assert.True((await warehouse.LoadAsync(Shop.Schema)).HasChanged);
    }

    [Fact]
    public async Task A_statement_that_the_server_works_at_may_take_longer_than_the_limit()
    {
        await using var source = NpgsqlDataSource.Create(
            PostgresSilence.Limit(postgres.Server.ConnectionString("postgres"), TimeSpan.FromSeconds(1))
        );
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_sleep(3)", connection) { CommandTimeout = 0 };

        await PostgresSilence.WaitAsync(
            connection,
            command.ExecuteNonQueryAsync,
            TestContext.Current.CancellationToken
        );
    }

    [Fact]
    public async Task A_server_gives_up_a_client_that_vanished_and_what_a_connection_string_says_wins()
    {
        var limited = PostgresSilence.Limit(postgres.Server.ConnectionString("postgres"), TimeSpan.FromSeconds(40));
        await using var source = NpgsqlDataSource.Create(limited);
        await using var command = source.CreateCommand(
            "SELECT current_setting('tcp_user_timeout') || current_setting('idle_in_transaction_session_timeout')"
        );
        Assert.Equal("40000400s", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        var own = new NpgsqlConnectionStringBuilder(
            PostgresSilence.Limit("Host=h;Command Timeout=7;Options=-c work_mem=1MB", TimeSpan.FromSeconds(40))
        );
        Assert.Equal((7, "-c work_mem=1MB"), (own.CommandTimeout, own.Options));
    }

    private async Task<TestWarehouse> ThroughAsync(FaultProxy proxy)
    {
        var own = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync())
        {
            Host = "127.0.0.1",
            Port = proxy.Port,
            Pooling = false,
        };
        var warehouse = await TestWarehouse.CreateAsync(
            postgres,
            NpgsqlDataSource.Create(PostgresSilence.Limit(own.ConnectionString, Limit))
        );
        await Shop.PublishAsync(warehouse);
        await warehouse.PublishAsync(
            "presentation.fact_sale",
            $"SELECT s.* REPLACE (s.sale_id + 100 * i AS sale_id) FROM ({Shop.Sales}) s, range(4000) r(i)"
        );
        return warehouse;
    }

    private sealed class OnFirst(Action act) : IProgress<StepProgress>
    {
        private int _done;

        public void Report(StepProgress value)
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
                act();
        }
    }
}
