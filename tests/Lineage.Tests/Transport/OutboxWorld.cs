using Dapper;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Lineage.Events;
using Penstock.Lineage.Transport;
using Penstock.Testing;

namespace Penstock.Lineage.Tests.Transport;

/// <summary>A metadata database with events of steps that ran, none delivered.</summary>
internal sealed class OutboxWorld(MetadataStore store) : IAsyncDisposable
{
    public MetadataStore Store => store;

    /// <summary>Runs that many steps, each of which leaves START and COMPLETE.</summary>
    public static async Task<OutboxWorld> CreateAsync(PostgresFixture postgres, int steps)
    {
        var world = new OutboxWorld(
            await postgres.CreateMetadataAsync(typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly)
        );
        for (var i = 0; i < steps; i++)
            await new StepRunner(world.Store).RunAsync(
                StepContext.Standalone($"Step{i}"),
                (_, _) => Task.FromResult(i)
            );
        return world;
    }

    public LineageDelivery To(string url, string? apiKey = null, TimeProvider? time = null) =>
        new(
            store,
            new LineageTransportOptions(url, apiKey)
            {
                RetryDelay = TimeSpan.FromMilliseconds(1),
                TimeLimit = TimeSpan.FromMinutes(1),
            },
            time
        );

    public async Task<IReadOnlyList<Row>> RowsAsync()
    {
        await using var connection = await store.DataSource.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<Row>(
                """
                SELECT event_type AS "Type", job AS "Job", delivered_at IS NOT NULL AS "Delivered", delivery_attempts AS "Attempts", delivery_error AS "Error"
                FROM lineage.event ORDER BY id
                """
            ),
        ];
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public sealed record Row(string Type, string Job, bool Delivered, int Attempts, string? Error)
    {
        public string Name => $"{Job} {Type}";
    }
}
