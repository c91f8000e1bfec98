using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Metadata;

namespace Penstock.Lineage.Transport;

/// <summary>The undelivered rows of <c>lineage.event</c>.</summary>
internal static class Outbox
{
    // Several processes take different events: a taken one stays locked until its transaction ends. An event waits for the
    // earlier ones of its own run, so that COMPLETE never overtakes a START that another process is posting.
    private const string Next = """
        SELECT e.id, e.event::text, e.delivery_attempts FROM lineage.event e
        WHERE e.delivered_at IS NULL AND (e.delivery_after IS NULL OR e.delivery_after <= $1)
          AND NOT EXISTS (
              SELECT FROM lineage.event p
              WHERE p.run_id = e.run_id AND p.id < e.id AND p.delivered_at IS NULL AND (p.delivery_after IS NULL OR p.delivery_after <= $1))
        ORDER BY e.id LIMIT 1 FOR UPDATE OF e SKIP LOCKED
        """;

    /// <summary>The first event that is due, locked for the transaction; null when none is left for this process.</summary>
    public static async Task<WaitingEvent?> TakeAsync(
        MetadataTransaction transaction,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Next, transaction.Connection);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new WaitingEvent(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2))
            : null;
    }

    /// <summary>Notes that the event was accepted.</summary>
    public static Task AcceptedAsync(MetadataTransaction transaction, long id, DateTimeOffset at) =>
        ExecuteAsync(
            transaction,
            "UPDATE lineage.event SET delivered_at = $2, delivery_error = NULL, delivery_after = NULL WHERE id = $1",
            new() { Value = id },
            new() { Value = at.UtcDateTime }
        );

    /// <summary>Notes that the event was refused, and lets the others pass until a time.</summary>
    public static Task RefusedAsync(MetadataTransaction transaction, long id, string? error, DateTimeOffset after) =>
        ExecuteAsync(
            transaction,
            "UPDATE lineage.event SET delivery_attempts = delivery_attempts + 1, delivery_error = $2, delivery_after = $3 WHERE id = $1",
            new() { Value = id },
            Text(error),
            new() { Value = after.UtcDateTime }
        );

    /// <summary>Notes why the event could not be posted; it stays the next in line.</summary>
    public static Task StuckAsync(MetadataTransaction transaction, long id, string? error) =>
        ExecuteAsync(
            transaction,
            "UPDATE lineage.event SET delivery_error = $2 WHERE id = $1",
            new() { Value = id },
            Text(error)
        );

    /// <summary>How many events are not delivered.</summary>
    public static async Task<long> CountAsync(MetadataStore store, CancellationToken cancellationToken)
    {
        await using var command = store.DataSource.CreateCommand(
            "SELECT count(*) FROM lineage.event WHERE delivered_at IS NULL"
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Text(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    // Not to be cancelled: what the other server has answered must be noted.
    private static async Task ExecuteAsync(
        MetadataTransaction transaction,
        string sql,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
