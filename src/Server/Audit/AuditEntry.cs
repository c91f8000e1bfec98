using System.Text.Json.Nodes;

namespace Penstock.Server.Audit;

/// <summary>One change.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Who">The user, with the key's name after it when one was used.</param>
/// <param name="What">For instance <c>workflow-definition.published</c>.</param>
/// <param name="Subject">What was changed.</param>
/// <param name="Before">How it was; null when it was not there.</param>
/// <param name="After">How it became; null when it went.</param>
public sealed record AuditEntry(
    long Id,
    DateTimeOffset At,
    string Who,
    string What,
    string Subject,
    JsonNode? Before,
    JsonNode? After
);
