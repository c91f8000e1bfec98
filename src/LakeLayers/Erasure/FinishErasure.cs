using Dapper;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Does what is left of committed erasures: rewritten objects take the place of the old ones, and files that no table needs any
/// more go, with what the store keeps of them.
/// </summary>
internal sealed class FinishErasure(Lake lake)
{
    /// <summary>What a report says where the store keeps what it should not.</summary>
    public const string VersionsNote =
        "the object store does not tell of older versions of objects, or does not let go of them: have it forget them";

    private bool _isForgotten = true;

    /// <returns>Whether the store keeps nothing of what went.</returns>
    public async Task<bool> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // One at a time: what was read of an object must not overwrite what another erasure left of it since.
        await using var turn = await lake.Metadata.BeginAsync(cancellationToken);
        await turn.Connection.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended('lake.erasure', 1))",
            transaction: turn.Transaction
        );
        _isForgotten = true;
        // First what is open: of that, all moves are known then.
        var open = (
            await turn.Connection.QueryAsync<(Guid Id, string[] Pending)>(
                "SELECT id, pending FROM lake.erasure WHERE finished_at IS NULL",
                transaction: turn.Transaction
            )
        ).AsList();
        var moves = (
            await turn.Connection.QueryAsync<(string Key, string StoredKey)>(
                "SELECT DISTINCT object_key, stored_key FROM lake.landing_object WHERE stored_key IS NOT NULL",
                transaction: turn.Transaction
            )
        ).AsList();
        foreach (var (key, storedKey) in moves)
            await MoveAsync(key, storedKey, cancellationToken);
        foreach (var (id, pending) in open)
            await SweepAsync(id, pending, now, cancellationToken);
        return _isForgotten;
    }

    // The old bytes are overwritten rather than deleted: what lands again with the same hash finds the key taken.
    private async Task MoveAsync(string key, string storedKey, CancellationToken cancellationToken)
    {
        await using var staged = lake.Objects.Stage();
        await using (var content = await lake.Objects.OpenReadAsync(storedKey, cancellationToken: cancellationToken))
            await content.CopyToAsync(staged.Content, cancellationToken);
        await staged.CommitAsync(
            key,
            (await lake.Objects.FindAsync(key, cancellationToken))?.Metadata,
            cancellationToken: cancellationToken
        );
        _isForgotten &= await lake.Objects.ForgetVersionsAsync(key, cancellationToken);
        await using (var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken))
            await connection.ExecuteAsync(
                "UPDATE lake.landing_object SET stored_key = NULL WHERE object_key = @key AND stored_key = @storedKey",
                new { key, storedKey }
            );
        await DeleteAsync(storedKey, cancellationToken);
    }

    private async Task SweepAsync(Guid id, string[] pending, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Of all tables: a key does not tell whose it is, since a table may have been renamed.
        var needed = await new NeededObjects(lake).ReadAsync(cancellationToken);
        foreach (var key in pending.Where(k => !needed.Contains(k)))
            await DeleteAsync(key, cancellationToken);
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "UPDATE lake.erasure SET pending = '{}', finished_at = @now WHERE id = @id",
            new { id, now = now.UtcDateTime }
        );
    }

    private async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await lake.Objects.DeleteAsync(key, cancellationToken);
        _isForgotten &= await lake.Objects.ForgetVersionsAsync(key, cancellationToken);
    }
}
