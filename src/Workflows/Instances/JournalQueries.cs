using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Instances;

/// <summary>
/// A run's events in their order, made from the rows of its executions: the start, the end, and what is between.
/// </summary>
public sealed class JournalQueries(MetadataStore store)
{
    // Ended executions without an end event are those that a crash closed; their end stands right after their start.
    private const string Events = """
        SELECT a.id, 'Started' AS name, a.start_event AS sequence, a.started_at AS at FROM a WHERE a.start_event IS NOT NULL
        UNION ALL
        SELECT a.id, a.status, coalesce(a.end_event, a.start_event), a.completed_at FROM a WHERE a.completed_at IS NOT NULL
        UNION ALL
        SELECT a.id, e.value ->> 'name', (e.value ->> 'sequence')::bigint, (e.value ->> 'timestamp')::timestamptz
        FROM a CROSS JOIN LATERAL jsonb_array_elements(a.other_events) e WHERE a.other_events <> '[]'
        """;

    /// <summary>A page of the events that fit, and how many do.</summary>
    public async Task<(IReadOnlyList<JournalEntry> Items, long TotalCount)> ListAsync(
        Guid runId,
        JournalFilter filter,
        int skip,
        int take,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = store.DataSource.CreateCommand(
            $"""
            WITH a AS MATERIALIZED (
                SELECT id, start_event, end_event, started_at, completed_at, status, other_events FROM workflow.activity_execution
                WHERE run_id = $1 AND ($2::text[] IS NULL OR activity_id = ANY($2)) AND ($3::text[] IS NULL OR node_id = ANY($3))
                    AND ($4::text[] IS NULL OR activity_type <> ALL($4))),
            e AS ({Events}),
            page AS (SELECT id, name, sequence, at, count(*) OVER () AS total FROM e WHERE $5::text[] IS NULL OR name = ANY($5)
                ORDER BY sequence, at, name DESC OFFSET $6 LIMIT $7)
            SELECT {string.Join(
                ", ",
                ActivityRows.Columns.Split(',').Select(c => $"x.{c.Trim()}")
            )}, page.name, page.sequence, page.at, page.total
            FROM page JOIN workflow.activity_execution x ON x.id = page.id ORDER BY page.sequence, page.at, page.name DESC
            """
        );
        const NpgsqlDbType texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
        command
            .Parameters.Uuid(runId)
            .With(filter.ActivityIds?.ToArray(), texts)
            .With(filter.ActivityNodeIds?.ToArray(), texts)
            .With(filter.ExcludedActivityTypes?.ToArray(), texts)
            .With(filter.EventNames?.ToArray(), texts)
            .Int(Math.Max(skip, 0))
            .Int(Math.Clamp(take, 0, 10_000));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<JournalEntry>();
        var total = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            var last = reader.FieldCount - 1;
            total = reader.GetInt64(last);
            items.Add(
                new(
                    ActivityRows.Read(reader),
                    reader.GetString(last - 3),
                    reader.GetInt64(last - 2),
                    reader.GetFieldValue<DateTimeOffset>(last - 1)
                )
            );
        }
        // A page beyond the end says nothing of how many there are.
        if (items.Count == 0 && skip > 0)
            total = (await ListAsync(runId, filter, 0, 1, cancellationToken)).TotalCount;
        return (items, total);
    }
}
