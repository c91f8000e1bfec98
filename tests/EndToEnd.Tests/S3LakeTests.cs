using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Pipelines;
using Penstock.Sandbox.Retail;
using Penstock.Sandbox.Servers;
using Penstock.Testing;
using Penstock.Warehouse.Tracing;
using Penstock.Workflows.Runtime;

namespace Penstock.EndToEnd.Tests;

public class S3LakeTests
{
    [Fact]
    public async Task The_whole_pipeline_runs_on_a_lake_in_S3_and_traces_back_through_it()
    {
        using var folder = new TestFolder();
        await using var s3 = await S3Server.StartAsync(folder["s3"]);
        await using var site = await RetailSite.StartAsync([.. RetailGenerator.Generate(new RetailOptions(2_000))]);
        await site.UseAsync(
            "s3",
            $"""
            lake:
              store: s3://lake/shop
              endpoint: {s3.Endpoint}
              accessKey: {s3.AccessKey}
              secretKey: {s3.SecretKey}
              scratch: scratch-s3
            """
        );
        await using var platform = await Platform.OpenAsync(
            site.Configuration,
            (options, _, _) => Task.FromResult(options.Connection!)
        );
        await ((S3ObjectStore)platform.Lake.Objects).EnsureBucketAsync();
        await using var services = PipelineServices.Build(platform);

        var run = await services
            .GetRequiredService<WorkflowRunner>()
            .RunAsync(await platform.ReadAsync("customer-is-king"));

        Assert.Empty(run.Incidents);
        var truth = new SourceTruth(site.Rows);
        await using var warehouse = NpgsqlDataSource.Create(platform.WarehouseConnection);
        await using var query = warehouse.CreateCommand(
            "SELECT count(*), min(transaction_id) FROM warehouse.fact_transaction"
        );
        await using var reader = await query.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(truth.Facts, reader.GetInt64(0));
        var key = new Dictionary<string, string> { ["transaction_id"] = reader.GetString(1) };
        Assert.Contains(
            key["transaction_id"],
            Assert
                .Single(await new RowTracer(platform.Lake, warehouse).TraceAsync("warehouse.fact_transaction", key))
                .Source!,
            StringComparison.Ordinal
        );
    }
}
