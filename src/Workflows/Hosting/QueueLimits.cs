using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Hosting;

/// <summary>
/// How many runs of one workflow the queue lets work at once: <c>customProperties.maxConcurrentRuns</c> of its published
/// version. Runs
/// that are suspended do not count, nor does the queue hold back runs that somebody starts directly.
/// </summary>
internal sealed class QueueLimits(MetadataStore store, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private (string[] Definitions, int[] Most) _limits = ([], []);
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>Whether any published workflow has a limit.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _readAt < Freshness)
            return _limits.Definitions.Length > 0;
        var found = new List<(string Definition, int Most)>();
        await using var command = store.DataSource.CreateCommand(
            """
            SELECT definition_id, (json::jsonb #>> '{customProperties,maxConcurrentRuns}') FROM workflow.definition
            WHERE is_published AND json LIKE '%"maxConcurrentRuns"%'
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(1) && int.TryParse(reader.GetString(1), out var most) && most > 0)
                found.Add((reader.GetString(0), most));
        }
        _limits = ([.. found.Select(f => f.Definition)], [.. found.Select(f => f.Most)]);
        _readAt = time.GetUtcNow();
        return found.Count > 0;
    }

    /// <summary>The runs that may begin now, oldest first, and how many wait in all.</summary>
    public async Task<(IReadOnlyList<Guid> Ready, long Waiting)> FindAsync(
        int room,
        CancellationToken cancellationToken
    )
    {
        await using var command = store.DataSource.CreateCommand(
            """
            WITH waiting AS (
                SELECT id, definition_id, created_at, row_number() OVER (PARTITION BY definition_id ORDER BY created_at, id) AS place
                FROM workflow.run WHERE status = 'Running' AND sub_status = 'Pending' AND worker_id IS NULL),
            busy AS (
                SELECT definition_id, count(*) AS runs FROM workflow.run
                WHERE status = 'Running' AND sub_status = 'Executing' AND definition_id = ANY($1) GROUP BY definition_id)
            SELECT w.id, l.most IS NULL OR w.place + coalesce(b.runs, 0) <= l.most AS is_free, (SELECT count(*) FROM waiting) FROM waiting w
                LEFT JOIN unnest($1, $2) AS l (definition_id, most) ON l.definition_id = w.definition_id LEFT JOIN busy b ON b.definition_id = w.definition_id
            ORDER BY is_free DESC, w.created_at, w.id LIMIT $3
            """
        );
        command
            .Parameters.With(_limits.Definitions, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_limits.Most, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .Int(Math.Max(1, room));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ready = new List<Guid>();
        var waiting = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting = reader.GetInt64(2);
            if (reader.GetBoolean(1))
                ready.Add(reader.GetGuid(0));
        }
        return (ready, waiting);
    }
}
