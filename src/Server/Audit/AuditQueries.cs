using System.Text.Json.Nodes;
using Dapper;
using Penstock.Core.Metadata;

namespace Penstock.Server.Audit;

/// <summary>Reads the audit trail.</summary>
public sealed class AuditQueries(MetadataStore store)
{
    /// <summary>A page of entries, newest first, and how many there are in all.</summary>
    /// <param name="subject">Only changes of this subject.</param>
    /// <param name="who">Only changes by this user.</param>
    /// <param name="page">From 0.</param>
    /// <param name="pageSize">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(IReadOnlyList<AuditEntry> Items, long TotalCount)> ListAsync(
        string? subject,
        string? who,
        int page,
        int pageSize,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        const string matches =
            "WHERE (@subject::text IS NULL OR subject = @subject) AND (@who::text IS NULL OR who = @who)";
        var parameters = new
        {
            subject,
            who,
            pageSize,
            skip = (long)page * pageSize,
        };
        var total = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT count(*) FROM server.audit {matches}",
                parameters,
                cancellationToken: cancellationToken
            )
        );
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                SELECT id AS "Id", at AS "At", who AS "Who", what AS "What", subject AS "Subject", before::text AS "Before", after::text AS "After"
                FROM server.audit {matches} ORDER BY id DESC LIMIT @pageSize OFFSET @skip
                """,
                parameters,
                cancellationToken: cancellationToken
            )
        );
        return (
            [
                .. rows.Select(r => new AuditEntry(
                    r.Id,
                    new DateTimeOffset(r.At, TimeSpan.Zero),
                    r.Who,
                    r.What,
                    r.Subject,
                    Parse(r.Before),
                    Parse(r.After)
                )),
            ],
            total
        );
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private sealed record Row(
        long Id,
        DateTime At,
        string Who,
        string What,
        string Subject,
        string? Before,
        string? After
    );
}
