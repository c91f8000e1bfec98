using Dapper;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Does what is left of committed erasures: rewritten objects take the place of the old ones, and files that no table needs any more go.</summary>
internal sealed class FinishErasure(Lake lake)
{
    public async Task RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<(string Key, string StoredKey)> moves;
        List<(Guid Id, string[] Pending)> open;
        await using (var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken))
        {
            moves = (await connection.QueryAsync<(string, string)>("SELECT DISTINCT object_key, stored_key FROM lake.landing_object WHERE stored_key IS NOT NULL")).AsList();
            open = (await connection.QueryAsync<(Guid, string[])>("SELECT id, pending FROM lake.erasure WHERE finished_at IS NULL")).AsList();
        }
        foreach (var (key, storedKey) in moves) await MoveAsync(key, storedKey, cancellationToken);
        foreach (var (id, pending) in open) await SweepAsync(id, pending, now, cancellationToken);
    }

    // The old bytes are overwritten rather than deleted: what lands again with the same hash finds the key taken.
    private async Task MoveAsync(string key, string storedKey, CancellationToken cancellationToken)
    {
        await using var staged = lake.Objects.Stage();
        await using (var content = await lake.Objects.OpenReadAsync(storedKey, cancellationToken: cancellationToken)) await content.CopyToAsync(staged.Content, cancellationToken);
        await staged.CommitAsync(key, cancellationToken: cancellationToken);
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("UPDATE lake.landing_object SET stored_key = NULL WHERE object_key = @key AND stored_key = @storedKey", new { key, storedKey });
        await lake.Objects.DeleteAsync(storedKey, cancellationToken);
    }

    private async Task SweepAsync(Guid id, string[] pending, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tables = pending.Select(k => k.Split('/')).Where(p => p.Length > 2).Select(p => new TableName(p[0], p[1])).Distinct().ToList();
        var needed = await new NeededObjects(lake).ReadAsync(tables, cancellationToken);
        foreach (var key in pending.Where(k => !needed.Contains(k))) await lake.Objects.DeleteAsync(key, cancellationToken);
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("UPDATE lake.erasure SET pending = '{}', finished_at = @now WHERE id = @id", new { id, now = now.UtcDateTime });
    }
}
