using System.Diagnostics;
using Npgsql;
using Penstock.Core.Processes;
using Penstock.Sandbox.Retail;
using Penstock.Testing;

namespace Penstock.Crash.Tests;

/// <summary>A run that is killed at any moment, followed by a rerun, gives the warehouse of an undisturbed run.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const int Kills = 20;
    private const int Seed = 20261121;

    private RetailSite _site = null!;

    public async ValueTask InitializeAsync() =>
        _site = await RetailSite.StartAsync([.. RetailGenerator.Generate(new RetailOptions(3_000))]);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Kill_at_a_random_moment_and_a_rerun_give_the_same_warehouse()
    {
        await _site.UseDatabaseAsync("undisturbed", "lake-undisturbed");
        var clock = Stopwatch.StartNew();
        await RunToEndAsync();
        var whole = clock.Elapsed;
        var expected = await WarehouseAsync();

        var random = new Random(Seed);
        for (var i = 0; i < Kills; i++)
        {
            await _site.UseDatabaseAsync($"killed{i}", $"lake-killed{i}");
            // From the moment the process is up, so that the kills spread over the steps and not over the start of the runtime.
            await KillAfterAsync(whole * (0.2 + (0.75 * random.NextDouble())));
            await RunToEndAsync();
            Assert.Equal(expected, await WarehouseAsync());
        }
    }

    private async Task KillAfterAsync(TimeSpan delay)
    {
        using var process = Process.Start(Start())!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(delay));
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    private async Task RunToEndAsync()
    {
        var result = await CommandLine.RunAsync("dotnet", Arguments);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    private ProcessStartInfo Start() =>
        new("dotnet", Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private string[] Arguments =>
        [Repository.CommandLine, "run", "customer-is-king", "--config", _site.ConfigurationFile];

    private async Task<string> WarehouseAsync()
    {
        await using var source = NpgsqlDataSource.Create(_site.Connection);
        // Surrogate keys may be given in another order by a rerun; what the rows say may not differ.
        await using var command = source.CreateCommand(
            """
            SELECT concat_ws(' ',
                (SELECT count(*) || ':' || md5(string_agg(concat_ws('|', f.transaction_id, f.invoice_no, f.quantity, f.unit_price, c.customer_id, i.stock_code, i.valid_from, d.country), ',' ORDER BY f.transaction_id))
                 FROM warehouse.fact_transaction f
                 JOIN warehouse.dim_customer c USING (customer_key) JOIN warehouse.dim_item i USING (item_key) JOIN warehouse.dim_country d USING (country_key)),
                (SELECT count(*) || ':' || md5(string_agg(x::text, ',' ORDER BY customer_id)) FROM warehouse.customer_features x))
            """
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
