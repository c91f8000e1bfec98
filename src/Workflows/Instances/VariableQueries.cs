using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Instances;

/// <summary>What the variables of runs hold: as of the last commit while a run goes on, and as it ended.</summary>
public sealed class VariableQueries(MetadataStore store)
{
    /// <summary>The workflow's variables and those of its outermost container; null when there is no such run.</summary>
    public async Task<IReadOnlyList<InstanceVariable>?> ListAsync(
        Guid runId,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT d.json, s.state, v.variables::text FROM workflow.run r LEFT JOIN workflow.definition_snapshot d ON d.hash = r.definition_hash
            LEFT JOIN workflow.run_state s ON s.run_id = r.id LEFT JOIN workflow.run_result v ON v.run_id = r.id WHERE r.id = $1
            """
        );
        command.Parameters.Uuid(runId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        if (reader.Text(0) is not { } json)
            return [];
        var definition = DefinitionReader.Parse(json);
        var values =
            reader.Text(1) is { } state ? Of(StateJson.Read(state))
            : reader.Text(2) is { } kept ? JsonNode.Parse(kept)!.AsObject()
            : [];
        return
        [
            .. definition
                .Variables.Concat(definition.Root.Variables)
                .DistinctBy(v => v.Id)
                .Select(v => new InstanceVariable(
                    v.Id,
                    v.Name,
                    values.TryGetPropertyValue(v.Id, out var value)
                        ? JournalValues.Node(v.Name, value)
                        : v.Value?.DeepClone()
                )),
        ];
    }

    private static JsonObject Of(RunSnapshot snapshot)
    {
        var values = new JsonObject();
        foreach (var (id, value) in snapshot.Executions.FirstOrDefault(e => e.ParentId is null)?.Variables ?? [])
            values[id] = value?.DeepClone();
        foreach (var (id, value) in snapshot.Variables)
            values[id] = value?.DeepClone();
        return values;
    }
}
