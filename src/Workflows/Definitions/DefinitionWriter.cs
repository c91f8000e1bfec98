using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penstock.Core.Files;

namespace Penstock.Workflows.Definitions;

/// <summary>Writes definitions: what was read, member by member, unknown activities and members included.</summary>
public static class DefinitionWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 512,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Indented JSON that ends with a line feed.</summary>
    public static string Write(WorkflowDefinition definition) => Write(definition.Json);

    /// <summary>A document, written the same way.</summary>
    public static string Write(JsonObject document) => document.ToJsonString(Indented) + "\n";

    /// <summary>Replaces a file at once: a reader sees the old text or the new one.</summary>
    public static Task WriteFileAsync(
        WorkflowDefinition definition,
        string path,
        CancellationToken cancellationToken = default
    ) => WriteFileAsync(definition.Json, path, cancellationToken);

    /// <summary>Replaces a file by a document, in the same way.</summary>
    public static Task WriteFileAsync(
        JsonObject document,
        string path,
        CancellationToken cancellationToken = default
    ) => WholeFile.WriteAsync(path, Write(document), cancellationToken);
}
