using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// Reads definitions. It checks only that the text is a definition; <see cref="DefinitionValidator"/> checks that it can run.
/// </summary>
public static class DefinitionReader
{
    internal static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 512,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">There is no such file, or it holds no definition.</exception>
    public static async Task<WorkflowDefinition> ReadFileAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        if (!File.Exists(path))
            throw new UsageException("There is no such workflow file", path, "ls workflows/*/*.json");
        return Parse(await File.ReadAllTextAsync(path, cancellationToken), path);
    }

    /// <summary>An activity of a document and all inside it, outermost first; the objects are the document's own.</summary>
    public static IEnumerable<JsonObject> ActivitiesIn(JsonObject activity) =>
        ActivityScan.In(activity).SelectMany(ActivitiesIn).Prepend(activity);

    /// <summary>Reads a text.</summary>
    /// <param name="json">A definition, or an export that holds one under <c>workflowDefinition</c>.</param>
    /// <param name="file">Where it came from, for messages.</param>
    /// <exception cref="UsageException">It is not JSON, or not a definition.</exception>
    public static WorkflowDefinition Parse(string json, string? file = null)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: Lenient) is JsonObject document)
                return new WorkflowDefinition(document.Object("workflowDefinition") ?? document, file);
        }
        catch (JsonException e)
        {
            throw new UsageException(
                $"The workflow definition is not JSON (line {e.LineNumber + 1}, position {e.BytePositionInLine + 1})",
                file,
                "mend the file, or export the workflow again",
                e
            );
        }
        catch (ArgumentException e)
        {
            throw new UsageException(
                $"The workflow definition names a member twice ({e.Message})",
                file,
                "remove one of the two",
                e
            );
        }
        throw new UsageException(
            "A workflow definition is a JSON object; this file holds something else",
            file,
            "export the workflow again"
        );
    }
}
