using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Lineage.Events;

/// <summary>
/// Keeps what was erased from coming back by steps that had read it before. Each step notes the epoch when it begins and
/// commits only while
/// that is still the epoch; an erasure commits while no other step does, and raises it. The lock is the first that a commit
/// takes, so
/// that commits which hold tables never wait here for one that waits for tables.
/// </summary>
internal static class StepFence
{
    /// <summary>SQL for the epoch.</summary>
    public const string Epoch = "SELECT epoch FROM lineage.fence";

    // The number is this lock's alone; others of the platform are hashes of names.
    private const string Lock = "7310575179017186661";

    /// <summary>Holds erasures off until the transaction ends.</summary>
    /// <returns>Whether there was none since an epoch.</returns>
    public static async Task<bool> PassAsync(
        MetadataTransaction transaction,
        long epoch,
        CancellationToken cancellationToken
    )
    {
        // A statement of its own sees what was committed while the one before it waited.
        await using var batch = new NpgsqlBatch(transaction.Connection)
        {
            BatchCommands = { new($"SELECT pg_advisory_xact_lock_shared({Lock})"), new(Epoch) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && reader.GetInt64(0) == epoch;
    }

    /// <summary>
    /// Waits for all commits under way, holds off others until the transaction ends, and raises the epoch with it.
    /// </summary>
    public static async Task RaiseAsync(MetadataTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection)
        {
            BatchCommands =
            {
                new($"SELECT pg_advisory_xact_lock({Lock})"),
                new("UPDATE lineage.fence SET epoch = epoch + 1"),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
