using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Workflows.Triggers;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>Looks for new objects of landing and new snapshots of tables.</summary>
internal sealed class NewObjectWatch(
    MetadataStore store,
    TriggerStore triggers,
    StimulusSender sender,
    TimeProvider time,
    ILogger<NewObjectWatch> log
) : RecentWatch(triggers, sender, time, log)
{
    protected override string TriggerName => "Penstock.NewObject";

    protected override async Task<IReadOnlyList<Found>> FindAsync(
        StoredTrigger trigger,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var wanted = trigger.PayloadAs<NewObjectStimulus>()!;
        await using var command = store.DataSource.CreateCommand(
            wanted.Zone == "landing"
                ? "SELECT id, published_at, source, object_key FROM lake.landing_object WHERE published_at > $1 AND ($2 = '' OR source = $2) ORDER BY published_at, id"
                : "SELECT id, committed_at, name, NULL FROM lake.snapshot WHERE committed_at > $1 AND ($2 = '' OR name = $2) AND zone = $3 ORDER BY id"
        );
        command.Parameters.Add(new NpgsqlParameter { Value = since.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter { Value = wanted.Name });
        if (wanted.Zone != "landing")
            command.Parameters.Add(new NpgsqlParameter { Value = wanted.Zone });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Found>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (id, key) = (reader.GetInt64(0), reader.IsDBNull(3) ? null : reader.GetString(3));
            found.Add(
                new(
                    $"{wanted.Zone} {id}",
                    reader.GetFieldValue<DateTimeOffset>(1),
                    new JsonObject
                    {
                        ["zone"] = wanted.Zone,
                        ["name"] = reader.GetString(2),
                        ["objectKey"] = key,
                        ["snapshot"] = key is null ? id : null,
                    }
                )
            );
        }
        return found;
    }
}
