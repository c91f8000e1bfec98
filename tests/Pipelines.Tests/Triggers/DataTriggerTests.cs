using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Pipelines.Activities.Triggers;
using Penstock.Testing;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Triggers;

namespace Penstock.Pipelines.Tests.Triggers;

public sealed class DataTriggerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Clock _clock = new();
    private TestPlatform _test = null!;
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestPlatform.OpenAsync(
            postgres,
            folder =>
                $"""
                    sources:
                      inbox:
                        url: file://{Directory.CreateDirectory(folder["inbox"]).FullName}
                    """
        );
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_clock)
            .AddPipelines(_test.Platform)
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
    }

    private async Task PublishAsync(string id, string type, params (string Name, string Value)[] inputs)
    {
        var trigger = new JsonObject
        {
            ["id"] = "t",
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = true },
        };
        foreach (var (name, value) in inputs)
            trigger[name] = new JsonObject
            {
                ["typeName"] = null,
                ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
            };
        await _services
            .GetRequiredService<IDefinitionStore>()
            .SaveAsync(
                new SaveRequest(
                    new JsonObject
                    {
                        ["definitionId"] = id,
                        ["name"] = id,
                        ["root"] = trigger,
                    }
                )
                {
                    Publish = true,
                }
            );
    }

    private async Task LookAsync()
    {
        _clock.Now += TimeSpan.FromMinutes(1);
        foreach (var watch in _services.GetServices<ITriggerWatch>())
            await watch.LookAsync(default);
    }

    private async Task<IReadOnlyList<RunRecord>> RunsAsync(string id)
    {
        var queries = new RunQueries(_test.Platform.Metadata);
        while ((await queries.ListAsync(id, 100)).Any(r => r.Status == WorkflowStatus.Running))
            await Task.Yield();
        return await queries.ListAsync(id, 100);
    }

    private async Task<string?> OutputAsync(RunRecord run, string name) =>
        (await new RunQueries(_test.Platform.Metadata).GetAsync(run.Id.ToString()))
            .Activities.Single(a => a.ActivityId == "t")
            .Outputs[name]
            ?.ToString();

    [Fact]
    public async Task Each_new_file_starts_the_workflow_once_when_it_has_stopped_changing()
    {
        await File.WriteAllTextAsync(_test.Folder["inbox/old.csv"], "old");
        await PublishAsync("files", "Penstock.NewFile", ("connection", "inbox"), ("include", "*.csv"));
        await LookAsync();
        await File.WriteAllTextAsync(_test.Folder["inbox/new.csv"], "1");
        await File.WriteAllTextAsync(_test.Folder["inbox/new.txt"], "1");
        await LookAsync();
        await File.WriteAllTextAsync(_test.Folder["inbox/new.csv"], "1,2,3");
        await LookAsync();
        Assert.Empty(await RunsAsync("files"));
        await LookAsync();
        await LookAsync();

        Assert.Equal("new.csv", await OutputAsync(Assert.Single(await RunsAsync("files")), "FileName"));
    }

    [Fact]
    public async Task A_file_that_changes_is_new_again_and_a_new_publication_forgets_nothing()
    {
        await PublishAsync("files", "Penstock.NewFile", ("connection", "inbox"));
        await LookAsync();
        await File.WriteAllTextAsync(_test.Folder["inbox/a.csv"], "1");
        await LookAsync();
        await LookAsync();
        Assert.Single(await RunsAsync("files"));
        await _services.GetRequiredService<IDefinitionStore>().RetractAsync("files");
        await _services.GetRequiredService<IDefinitionStore>().PublishAsync("files");
        await LookAsync();
        Assert.Single(await RunsAsync("files"));

        await File.WriteAllTextAsync(_test.Folder["inbox/a.csv"], "1,2");
        await LookAsync();
        await LookAsync();
        Assert.Equal(2, (await RunsAsync("files")).Count);
    }

    [Fact]
    public async Task A_run_of_another_workflow_that_ends_starts_the_workflow_once()
    {
        var other = DefinitionReader.Parse(
            """{"definitionId":"other","root":{"id":"w","type":"Elsa.SetName","version":1,"value":{"typeName":null,"expression":{"type":"Literal","value":"x"}}}}"""
        );
        await (await _services.GetRequiredService<WorkflowRuntime>().StartAsync(other)).Burst;
        _clock.Now += TimeSpan.FromSeconds(1);
        await PublishAsync("after", "Penstock.RunCompleted", ("workflowDefinitionId", "other"));
        await LookAsync();
        Assert.Empty(await RunsAsync("after"));

        var handle = await _services.GetRequiredService<WorkflowRuntime>().StartAsync(other);
        await handle.Burst;
        await LookAsync();
        await LookAsync();
        Assert.Equal(
            handle.RunId.ToString(),
            await OutputAsync(Assert.Single(await RunsAsync("after")), "WorkflowInstanceId")
        );
    }

    [Fact]
    public async Task A_workflow_cannot_wait_for_its_own_end() =>
        Assert.Contains(
            "would never stop",
            (
                await Assert.ThrowsAsync<DefinitionRefusedException>(() =>
                    PublishAsync("self", "Penstock.RunCompleted", ("workflowDefinitionId", "self"))
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_workflow_that_waits_in_a_zone_that_is_none_is_refused() =>
        Assert.Contains(
            "There is no such zone",
            (
                await Assert.ThrowsAsync<DefinitionRefusedException>(() =>
                    PublishAsync("lost", "Penstock.NewObject", ("zone", "curated"))
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Each_published_object_of_landing_starts_the_workflow_once()
    {
        await PublishAsync("objects", "Penstock.NewObject", ("zone", "landing"), ("feedOrTable", "orders"));
        await LookAsync();
        async Task LandAsync(string source, string name)
        {
            await using var command = _test.Platform.Metadata.DataSource.CreateCommand(
                """
                INSERT INTO lake.landing_object (source, source_uri, object_key, size, sha256, media_type, run_id, published_at)
                VALUES ($1, $2, $2, 1, $2, 'text/csv', gen_random_uuid(), $3)
                """
            );
            command.Parameters.Add(new() { Value = source });
            command.Parameters.Add(new() { Value = name });
            command.Parameters.Add(new() { Value = _clock.Now.UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
        await LandAsync("orders", "landing/orders/a");
        await LandAsync("invoices", "landing/invoices/b");
        await LookAsync();
        await LandAsync("orders", "landing/orders/c");
        await LookAsync();
        await LookAsync();

        var keys = new List<string?>();
        foreach (var run in await RunsAsync("objects"))
            keys.Add(await OutputAsync(run, "ObjectKey"));
        Assert.Equal(["landing/orders/a", "landing/orders/c"], keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("refined")]
    [InlineData("presentation")]
    [InlineData("quarantine")]
    public async Task Each_new_snapshot_in_a_zone_of_tables_starts_the_workflow_once(string zone)
    {
        await PublishAsync("snapshots", "Penstock.NewObject", ("zone", zone), ("feedOrTable", "orders"));
        await LookAsync();
        var snapshot = await CommitAsync($"{zone}.orders");
        await CommitAsync($"{zone}.invoices");
        await CommitAsync(zone == "raw" ? "refined.orders" : "raw.orders");
        await LookAsync();
        await LookAsync();

        var run = Assert.Single(await RunsAsync("snapshots"));
        Assert.Equal(
            (snapshot.ToString(CultureInfo.InvariantCulture), "orders"),
            (await OutputAsync(run, "Snapshot"), await OutputAsync(run, "Source"))
        );
    }

    private async Task<long> CommitAsync(string table)
    {
        var columns = new IcebergSchema(0, [new NestedField(1, "id", false, new PrimitiveType("long"))]);
        await using var transaction = await _test.Platform.Metadata.BeginAsync();
        var draft = new SnapshotDraft(
            TableName.Parse(table),
            null,
            "first",
            [new FieldSchema("id", "BIGINT")],
            new AssignedColumns(columns, 1),
            [],
            KeepsParentFiles: false
        );
        var id = await _test.Platform.Lake.Tables.PublishAsync(transaction, Guid.NewGuid(), draft);
        await transaction.CommitAsync();
        return id;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
