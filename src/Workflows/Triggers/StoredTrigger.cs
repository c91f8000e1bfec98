using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Triggers;

/// <summary>Something that starts a published workflow.</summary>
/// <param name="Id">The trigger.</param>
/// <param name="DefinitionId">The workflow.</param>
/// <param name="VersionId">Its published version.</param>
/// <param name="ActivityId">The activity that the run starts at.</param>
/// <param name="Name">The kind of stimulus.</param>
/// <param name="Hash">What exactly starts it; see <see cref="Runtime.BookmarkHash"/>.</param>
/// <param name="Payload">The same as JSON.</param>
public sealed record StoredTrigger(
    Guid Id,
    string DefinitionId,
    string VersionId,
    string ActivityId,
    string Name,
    string Hash,
    JsonNode? Payload
)
{
    /// <summary>The payload as the class that the trigger made it of; null when there is none.</summary>
    public T? PayloadAs<T>() => Payload.Deserialize<T>(ValueConverter.Json);
}
