using System.Security.Cryptography;
using System.Text;
using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Server.Access;

namespace Penstock.Server.Api.Steps;

/// <summary>
/// Keys that callers send so that a request that is sent again starts nothing twice. A key belongs to its user. It is taken
/// before the
/// run begins; one whose run never began, because the server died in between, is free again after half a minute.
/// </summary>
internal sealed class StepKeys(MetadataStore store, ICurrentUser user)
{
    /// <summary>Takes a key for a run.</summary>
    /// <returns>The run that has it: the one given when the key was free, else the one begun earlier.</returns>
    /// <exception cref="UsageException">The key came with another request before.</exception>
    public async Task<Guid> TakeAsync(string key, string request, Guid run, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var (holder, held) = await connection.QuerySingleAsync<(Guid, string)>(
            new CommandDefinition(
                """
                INSERT INTO server.step_key AS k (owner, key, request_hash, run_id) VALUES (@owner, @key, @hash, @run)
                ON CONFLICT (owner, key) DO UPDATE SET
                    run_id = CASE WHEN k.created_at < now() - interval '30 seconds' AND k.request_hash = excluded.request_hash
                        AND NOT EXISTS (SELECT FROM workflow.run r WHERE r.id = k.run_id) THEN excluded.run_id ELSE k.run_id END,
                    created_at = CASE WHEN k.created_at < now() - interval '30 seconds' AND k.request_hash = excluded.request_hash
                        AND NOT EXISTS (SELECT FROM workflow.run r WHERE r.id = k.run_id) THEN now() ELSE k.created_at END
                RETURNING run_id, request_hash
                """,
                new
                {
                    owner = Owner,
                    key,
                    hash,
                    run,
                },
                cancellationToken: cancellationToken
            )
        );
        return held == hash
            ? holder
            : throw new UsageException(
                "This Idempotency-Key came with another request before",
                key,
                "send a new key with a new request"
            );
    }

    /// <summary>Gives a key back: its run did not begin.</summary>
    public async Task ReturnAsync(string key, Guid run)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "DELETE FROM server.step_key WHERE owner = @owner AND key = @key AND run_id = @run",
            new
            {
                owner = Owner,
                key,
                run,
            }
        );
    }

    private string Owner => user.Id?.ToString() ?? user.Name;
}
