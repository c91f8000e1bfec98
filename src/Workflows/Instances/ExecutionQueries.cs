using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>Executions of activities.</summary>
public sealed class ExecutionQueries(MetadataStore store)
{
    private const int LongestChain = 512;

    /// <summary>The executions of one activity in a run, in order of their start.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="nodeId">The activity's ids from the root; null for all.</param>
    /// <param name="isCompleted">Only those that have ended, or only others.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<ActivityExecutionRecord>> ListAsync(
        Guid runId,
        string? nodeId,
        bool? isCompleted = null,
        int limit = 1_000,
        CancellationToken cancellationToken = default
    )
    {
        var completed = isCompleted switch
        {
            null => "",
            true => "AND completed_at IS NOT NULL",
            false => "AND completed_at IS NULL",
        };
        // The last ones are those that people look for when a loop ran a hundred thousand times.
        await using var command = store.DataSource.CreateCommand(
            $"""
            SELECT * FROM (SELECT {ActivityRows.Columns} FROM workflow.activity_execution
                WHERE run_id = $1 AND ($2::text IS NULL OR node_id = $2) {completed} ORDER BY sequence DESC LIMIT $3) last ORDER BY sequence
            """
        );
        command.Parameters.Uuid(runId).Text(nodeId).Int(limit);
        return await command.ReadAsync(ActivityRows.Read, cancellationToken);
    }

    /// <summary>One execution; null when there is none of that id.</summary>
    public async Task<ActivityExecutionRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var command = store.DataSource.CreateCommand(
            $"SELECT {ActivityRows.Columns} FROM workflow.activity_execution WHERE id = $1"
        );
        command.Parameters.Uuid(id);
        return await command.ReadAsync(ActivityRows.Read, cancellationToken) is [var one] ? one : null;
    }

    /// <summary>An execution and those around it, outermost first.</summary>
    public async Task<IReadOnlyList<ActivityExecutionRecord>> ChainAsync(
        Guid id,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            $"""
            WITH RECURSIVE chain AS (
                SELECT id, parent_id, 0 AS depth FROM workflow.activity_execution WHERE id = $1
                UNION ALL
                SELECT a.id, a.parent_id, c.depth + 1 FROM workflow.activity_execution a JOIN chain c ON a.id = c.parent_id WHERE c.depth < {LongestChain})
            SELECT {string.Join(", ", ActivityRows.Columns.Split(',').Select(c => $"a.{c.Trim()}"))}
            FROM chain c JOIN workflow.activity_execution a ON a.id = c.id ORDER BY c.depth DESC
            """
        );
        command.Parameters.Uuid(id);
        return await command.ReadAsync(ActivityRows.Read, cancellationToken);
    }

    /// <summary>What activities did in a run; those that did not run are not in it.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="nodeIds">Which activities; null for all.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<ExecutionStats>> ReportAsync(
        Guid runId,
        IReadOnlyCollection<string>? nodeIds,
        CancellationToken cancellationToken = default
    )
    {
        // The row of a faulted execution stays when it is tried again; its incident is settled then, and it counts no more.
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT a.node_id, min(a.activity_id), count(*), count(a.completed_at), bool_or(a.has_bookmarks),
                bool_or(a.status = 'Faulted' AND i.activity_execution_id IS NULL), sum(a.aggregate_fault_count)::bigint,
                (array_agg(a.counters ORDER BY a.sequence DESC) FILTER (WHERE a.counters <> '{}'))[1]::text
            FROM workflow.activity_execution a LEFT JOIN (
                SELECT DISTINCT activity_execution_id FROM workflow.incident WHERE run_id = $1 AND resolved_at IS NOT NULL) i ON i.activity_execution_id = a.id
            WHERE a.run_id = $1 AND ($2::text[] IS NULL OR a.node_id = ANY($2))
            GROUP BY a.node_id
            """
        );
        command.Parameters.Uuid(runId).With(nodeIds?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        return await command.ReadAsync(Read, cancellationToken);
    }

    private static ExecutionStats Read(NpgsqlDataReader row) =>
        new(
            row.GetString(1),
            row.GetString(0),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(2) - row.GetInt64(3),
            row.GetBoolean(4),
            row.GetBoolean(5),
            row.GetInt64(6),
            row.Json<Dictionary<string, long>>(7) ?? []
        );
}
