using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>Lists of runs that stay quick with a million of them, and runs with what belongs to them.</summary>
public sealed class InstanceQueries(MetadataStore store)
{
    /// <summary>Up to here counts are exact; counting a million rows would take longer than all else.</summary>
    public const int ExactCount = 50_000;

    private const int MostIncidents = 1_000;

    // Clients look the version up: a run from a file names one that the store has under another id, or has no more.
    private const string VersionId = """
        coalesce((SELECT d.id FROM workflow.definition d WHERE d.id = r.definition_version_id),
            (SELECT d.id FROM workflow.definition d WHERE d.definition_id = r.definition_id ORDER BY d.version = r.definition_version DESC, d.is_latest DESC LIMIT 1),
            r.definition_version_id)
        """;

    private const string Columns =
        $"r.id, r.definition_id, {VersionId}, r.definition_version, r.status, r.sub_status, r.correlation_id, r.name, r.incident_count, r.created_at, r.updated_at, r.finished_at";

    /// <summary>A page of the runs that fit.</summary>
    /// <param name="filter">Which runs.</param>
    /// <param name="order">The order; runs that are equal in it are ordered by their start.</param>
    /// <param name="isDescending">Whether the greatest comes first.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="Core.Errors.UsageException">A timestamp filter names an unknown column or operator.</exception>
    public async Task<InstancePage> ListAsync(
        InstanceFilter filter,
        InstanceOrder order = InstanceOrder.Created,
        bool isDescending = true,
        int skip = 0,
        int take = 25,
        CancellationToken cancellationToken = default
    )
    {
        var sql = new FilterSql(filter);
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A plan that is to serve all values would read a million rows for those that are rare.
        await using (var plans = new NpgsqlCommand("SET LOCAL plan_cache_mode = force_custom_plan", connection))
            await plans.ExecuteNonQueryAsync(cancellationToken);
        (skip, take) = (Math.Max(skip, 0), Math.Clamp(take, 0, 10_000));
        if (
            !string.IsNullOrWhiteSpace(filter.SearchTerm)
            && await SearchAsync(connection, sql, order, isDescending, skip, take, cancellationToken) is { } found
        )
            return found;
        await using var command = new NpgsqlCommand(PageSql(sql.Where, order, isDescending, skip, take), connection);
        sql.Fill(command);
        var items = await command.ReadAsync(ReadSummary, cancellationToken);
        var isLast = items.Count < take && (items.Count > 0 || skip == 0);
        return new(items, isLast ? skip + items.Count : await CountAsync(connection, sql, cancellationToken));
    }

    /// <summary>The ids of all runs that fit, newest first; at most so many.</summary>
    public async Task<IReadOnlyList<Guid>> IdsAsync(
        InstanceFilter filter,
        int limit,
        CancellationToken cancellationToken = default
    )
    {
        var sql = new FilterSql(filter);
        await using var command = store.DataSource.CreateCommand(
            $"SELECT r.id FROM workflow.run r WHERE {sql.Where} ORDER BY r.created_at DESC LIMIT {limit}"
        );
        sql.Fill(command);
        return await command.ReadAsync(row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>One run with its open incidents (the first thousand) and bookmarks; null when there is none of that id.</summary>
    public async Task<Instance?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        Add(
            batch,
            $"SELECT {RunRows.Columns}, {VersionId}, worker_id IS NOT NULL FROM workflow.run r WHERE id = $1",
            id
        );
        Add(
            batch,
            $"SELECT {IncidentRows.Columns} FROM workflow.incident WHERE run_id = $1 AND resolved_at IS NULL ORDER BY id LIMIT {MostIncidents}",
            id
        );
        Add(
            batch,
            $"SELECT {StateRows.BookmarkColumns} FROM workflow.bookmark b WHERE b.run_id = $1 ORDER BY b.created_at, b.id LIMIT {MostIncidents}",
            id
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var run = RunRows.Read(reader) with { DefinitionVersionId = reader.GetString(reader.FieldCount - 2) };
        var isExecuting = reader.GetBoolean(reader.FieldCount - 1);
        await reader.NextResultAsync(cancellationToken);
        var incidents = new List<Incident>();
        while (await reader.ReadAsync(cancellationToken))
            incidents.Add(IncidentRows.Read(reader));
        await reader.NextResultAsync(cancellationToken);
        var bookmarks = new List<Bookmark>();
        while (await reader.ReadAsync(cancellationToken))
            bookmarks.Add(StateRows.ReadBookmark(reader));
        return new Instance(run, isExecuting, incidents, bookmarks);
    }

    private static void Add(NpgsqlBatch batch, string sql, Guid id)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Uuid(id);
        batch.BatchCommands.Add(command);
    }

    /// <summary>
    /// What a search finds, found once and then sorted: reading all runs in their order until enough fit may take for ever when
    /// few do. Null when
    /// so many fit that the other way is quicker.
    /// </summary>
    private static async Task<InstancePage?> SearchAsync(
        NpgsqlConnection connection,
        FilterSql sql,
        InstanceOrder order,
        bool isDescending,
        int skip,
        int take,
        CancellationToken cancellationToken
    )
    {
        var direction = isDescending ? "DESC" : "ASC";
        var key = order switch
        {
            InstanceOrder.Created => $"created_at {direction}",
            InstanceOrder.Name => $"name {direction}, created_at DESC",
            InstanceOrder.Finished => $"finished_at IS NULL, coalesce(finished_at, created_at) {direction}",
            _ => $"coalesce(finished_at, updated_at) {direction}",
        };
        await using var command = new NpgsqlCommand(
            $"""
            WITH hits AS MATERIALIZED (SELECT r.id, r.created_at, r.name, r.finished_at, r.updated_at FROM workflow.run r WHERE {sql.Where} LIMIT {ExactCount
                + 1}),
                page AS (SELECT id, row_number() OVER (ORDER BY {key}, id DESC) AS place FROM hits ORDER BY place OFFSET {skip} LIMIT {take}),
                total AS (SELECT count(*) AS n FROM hits)
            SELECT {Columns}, total.n FROM total LEFT JOIN page ON total.n <= {ExactCount} LEFT JOIN workflow.run r ON r.id = page.id ORDER BY page.place
            """,
            connection
        );
        sql.Fill(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<InstanceSummary>();
        var total = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            total = reader.GetInt64(reader.FieldCount - 1);
            if (!reader.IsDBNull(0))
                items.Add(ReadSummary(reader));
        }
        return total <= ExactCount ? new InstancePage(items, total) : null;
    }

    private static string PageSql(string where, InstanceOrder order, bool isDescending, int skip, int take)
    {
        var direction = isDescending ? "DESC" : "ASC";
        if (order is InstanceOrder.Created or InstanceOrder.Name)
        {
            var key =
                order == InstanceOrder.Created ? $"r.created_at {direction}" : $"r.name {direction}, r.created_at DESC";
            return $"SELECT {Columns} FROM workflow.run r WHERE {where} ORDER BY {key}, r.id DESC OFFSET {skip} LIMIT {take}";
        }
        // Two ordered streams, each with an index of its own or short, merged: an index over both would be written by every
        // commit.
        var most = (long)skip + take;
        var open = order == InstanceOrder.Finished ? "r.created_at" : "r.updated_at";
        var merged = order == InstanceOrder.Finished ? $"page.is_open, page.k {direction}" : $"page.k {direction}";
        return $"""
            SELECT {Columns} FROM (
                (SELECT r.id, r.finished_at AS k, false AS is_open FROM workflow.run r WHERE r.finished_at IS NOT NULL AND {where} ORDER BY r.finished_at {direction} LIMIT {most})
                UNION ALL
                (SELECT r.id, {open} AS k, true AS is_open FROM workflow.run r WHERE r.finished_at IS NULL AND {where} ORDER BY {open} {direction} LIMIT {most})
            ) page JOIN workflow.run r ON r.id = page.id
            ORDER BY {merged}, r.id DESC OFFSET {skip} LIMIT {take}
            """;
    }

    private static async Task<long> CountAsync(
        NpgsqlConnection connection,
        FilterSql sql,
        CancellationToken cancellationToken
    )
    {
        await using var exact = new NpgsqlCommand(
            $"SELECT count(*) FROM (SELECT FROM workflow.run r WHERE {sql.Where} LIMIT {ExactCount + 1}) counted",
            connection
        );
        sql.Fill(exact);
        var count = (long)(await exact.ExecuteScalarAsync(cancellationToken))!;
        if (count <= ExactCount)
            return count;
        await using var estimate = new NpgsqlCommand(
            $"EXPLAIN (FORMAT JSON) SELECT FROM workflow.run r WHERE {sql.EstimatedWhere}",
            connection
        );
        sql.Fill(estimate);
        using var plan = JsonDocument.Parse((string)(await estimate.ExecuteScalarAsync(cancellationToken))!);
        return Math.Max(count, plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetInt64());
    }

    private static InstanceSummary ReadSummary(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt32(3),
            Enum.Parse<WorkflowStatus>(row.GetString(4)),
            Enum.Parse<WorkflowSubStatus>(row.GetString(5)),
            row.Text(6),
            row.GetString(7),
            row.GetInt32(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.GetFieldValue<DateTimeOffset>(10),
            row.Instant(11)
        );
}
