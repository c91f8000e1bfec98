using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Workflows.Triggers;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>Looks for runs that have ended.</summary>
internal sealed class RunCompletedWatch(
    MetadataStore store,
    TriggerStore triggers,
    StimulusSender sender,
    TimeProvider time,
    ILogger<RunCompletedWatch> log
) : RecentWatch(triggers, sender, time, log)
{
    protected override string TriggerName => "Penstock.RunCompleted";

    protected override async Task<IReadOnlyList<Found>> FindAsync(
        StoredTrigger trigger,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var wanted = trigger.PayloadAs<RunCompletedStimulus>()!;
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT id, finished_at, sub_status, output::text FROM workflow.run
            WHERE definition_id = $1 AND finished_at > $2 AND status = 'Finished' AND sub_status = ANY($3) ORDER BY finished_at, id
            """
        );
        command.Parameters.Add(new NpgsqlParameter { Value = wanted.WorkflowDefinitionId });
        command.Parameters.Add(new NpgsqlParameter { Value = since.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter { Value = wanted.Ends.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Found>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0).ToString();
            found.Add(
                new(
                    id,
                    reader.GetFieldValue<DateTimeOffset>(1),
                    new JsonObject
                    {
                        ["workflowInstanceId"] = id,
                        ["subStatus"] = reader.GetString(2),
                        ["output"] = JsonNode.Parse(reader.GetString(3)),
                    }
                )
            );
        }
        return found;
    }
}
