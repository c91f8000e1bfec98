using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Definitions.Git;

/// <summary>A definition in the workflows folder.</summary>
public sealed class GitFile
{
    internal GitFile(string file, JsonObject document)
    {
        File = file;
        Document = document;
        DefinitionId = document.Text("definitionId")!;
        var filled = document.DeepClone().AsObject();
        MissingIds.Fill(filled);
        Hash = DefinitionContent.HashOf(filled);
    }

    /// <summary>The file's path.</summary>
    public string File { get; }

    /// <summary>The definition that it holds.</summary>
    public string DefinitionId { get; }

    /// <summary>The hash of its content, comparable with <see cref="DefinitionInfo.Hash"/>.</summary>
    public string Hash { get; }

    internal JsonObject Document { get; }
}
