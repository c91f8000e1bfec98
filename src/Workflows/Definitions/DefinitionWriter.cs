using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Workflows.Definitions;

/// <summary>Writes definitions: what was read, member by member, unknown activities and members included.</summary>
public static class DefinitionWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512,
    };

    /// <summary>Indented JSON that ends with a line feed.</summary>
    public static string Write(WorkflowDefinition definition) => definition.Json.ToJsonString(Indented) + "\n";

    /// <summary>Replaces a file at once: a reader sees the old text or the new one.</summary>
    public static async Task WriteFileAsync(WorkflowDefinition definition, string path, CancellationToken cancellationToken = default)
    {
        var draft = $"{path}.{Guid.CreateVersion7():N}.tmp";
        await File.WriteAllTextAsync(draft, Write(definition), cancellationToken);
        File.Move(draft, path, overwrite: true);
    }
}
