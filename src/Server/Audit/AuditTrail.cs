using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.Server.Access;

namespace Penstock.Server.Audit;

/// <summary>
/// Who changed what, and how it was before. Call it for every change that a person or a program makes through the server.
/// </summary>
public sealed class AuditTrail(MetadataStore store, ICurrentUser user, TimeProvider time)
{
    /// <summary>Records a change.</summary>
    /// <param name="what">A verb and a noun in the past tense, for instance <c>workflow-definition.published</c>.</param>
    /// <param name="subject">What was changed: an id or a name.</param>
    /// <param name="before">How it was: any object, written as JSON; null when it was not there. Never a secret.</param>
    /// <param name="after">How it is now; null when it is gone. Never a secret.</param>
    /// <param name="within">The transaction of the change itself, so that neither is there without the other; a commit of its
    /// own when null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RecordAsync(
        string what,
        string subject,
        object? before = null,
        object? after = null,
        MetadataTransaction? within = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var own = within is null ? await store.DataSource.OpenConnectionAsync(cancellationToken) : null;
        await (within?.Connection ?? own!).ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO server.audit (at, who, what, subject, before, after) VALUES (@at, @who, @what, @subject, @before::jsonb, @after::jsonb)
                """,
                new
                {
                    at = time.GetUtcNow().UtcDateTime,
                    who = user.Name,
                    what,
                    subject,
                    before = Text(before),
                    after = Text(after),
                },
                within?.Transaction,
                cancellationToken: cancellationToken
            )
        );
    }

    private static string? Text(object? value) =>
        value switch
        {
            null => null,
            JsonNode node => node.ToJsonString(),
            JsonElement element => element.GetRawText(),
            _ => JsonSerializer.Serialize(value, JsonSerializerOptions.Web),
        };
}
