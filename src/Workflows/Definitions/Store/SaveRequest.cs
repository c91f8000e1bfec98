using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>A document to save.</summary>
/// <param name="Document">The document. Without a <c>definitionId</c> it becomes a new definition.</param>
public sealed record SaveRequest(JsonObject Document)
{
    /// <summary>Whether to publish it in the same commit.</summary>
    public bool Publish { get; init; }

    /// <summary>
    /// Whether <c>id</c> and <c>createdAt</c> of the document say what the save is based on, as an editor's do; an import
    /// replaces
    /// whatever there is.
    /// </summary>
    public bool ChecksBase { get; init; }

    /// <summary>The page it comes from: a page does not conflict with its own saves that are still on their way.</summary>
    public string? Editor { get; init; }

    /// <summary>
    /// The same text for each try of one creation: later tries find what the first one made. Ignored when the document has a
    /// definition id.
    /// </summary>
    public string? CreationKey { get; init; }

    /// <summary>Who brings it: null for people and programs.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether the version can be changed only by its provider.</summary>
    public bool IsReadonly { get; init; }

    /// <summary>Whether the version number of the document counts when the definition is new.</summary>
    public bool KeepsVersion { get; init; }
}
