using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Penstock.Pipelines;
using Penstock.Sandbox.Retail;
using Penstock.Testing;
using Penstock.Workflows.Runtime;

[assembly: AssemblyFixture(typeof(Penstock.EndToEnd.Tests.CustomerIsKingFixture))]

namespace Penstock.EndToEnd.Tests;

/// <summary>
/// The workflow customer-is-king, run once on the genuine 10,000 rows when they lie beside the checkout, else on as many generated
/// ones, of which twelve break the contract.
/// </summary>
public sealed class CustomerIsKingFixture : IAsyncLifetime
{
    private ServiceProvider _services = null!;

    public RetailSite Site { get; private set; } = null!;

    public Platform Platform { get; private set; } = null!;

    public NpgsqlDataSource Warehouse { get; private set; } = null!;

    public RunResult FirstRun { get; private set; } = null!;

    public bool IsGenuine { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Site = await RetailSite.StartAsync([.. Rows()]);
        Platform = await Platform.OpenAsync(
            Site.Configuration,
            (options, _, _) => Task.FromResult(options.Connection!)
        );
        Warehouse = NpgsqlDataSource.Create(Platform.WarehouseConnection);
        _services = PipelineServices.Build(Platform);
        FirstRun = await RunAsync();
    }

    public async Task<RunResult> RunAsync() =>
        await _services.GetRequiredService<WorkflowRunner>().RunAsync(await Platform.ReadAsync("customer-is-king"));

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Warehouse.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Warehouse.DisposeAsync();
        await Platform.DisposeAsync();
        await Site.DisposeAsync();
    }

    private IEnumerable<RetailRow> Rows()
    {
        if (Repository.SharedFile("online-retail-10000.csv") is not { } genuine)
            return RetailGenerator.Generate(new RetailOptions(10_000));
        IsGenuine = true;
        using var reader = File.OpenText(genuine);
        return [.. RetailCsv.Read(reader, genuine)];
    }
}
