using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Definitions.Git;

/// <summary>
/// The workflows folder, kept in Git: every <c>*.json</c> below it that is a definition. A definition without an id is known by
/// its
/// file name. JSON files that are no definitions (no <c>root</c>) are left alone.
/// </summary>
public sealed class GitFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The definitions in the order of their paths; empty when there is no folder.</summary>
    /// <exception cref="UsageException">A file is not JSON, or two files hold the same definition.</exception>
    public async Task<IReadOnlyList<GitFile>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var files = new List<GitFile>();
        if (!Directory.Exists(Path))
            return files;
        foreach (
            var file in Directory
                .EnumerateFiles(Path, "*.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            if (await ReadAsync(file, cancellationToken) is { } read)
                files.Add(read);
        }
        foreach (var twins in files.GroupBy(f => f.DefinitionId, StringComparer.Ordinal).Where(g => g.Count() > 1))
            throw new UsageException(
                "Two files hold the same definition",
                $"{twins.Key}: {string.Join(", ", twins.Select(t => t.File))}",
                "give one of them another definitionId"
            );
        return files;
    }

    /// <summary>
    /// Writes a definition to its file, or to <c>{id}/{id}.json</c> when it has none. A file whose content is the same already
    /// is left as it
    /// is. Returns the file when it was written.
    /// </summary>
    public async Task<string?> WriteAsync(
        StoredDefinition stored,
        IReadOnlyList<GitFile> files,
        CancellationToken cancellationToken = default
    )
    {
        var file = files.FirstOrDefault(f => f.DefinitionId == stored.Info.DefinitionId);
        if (file?.Hash == stored.Info.Hash)
            return null;
        var name = Safe(stored.Info.DefinitionId);
        var target = file?.File ?? System.IO.Path.Combine(Path, name, name + ".json");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        await DefinitionWriter.WriteFileAsync(EditorView.ForExport(stored), target, cancellationToken);
        return target;
    }

    private static async Task<GitFile?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (
                JsonNode.Parse(
                    await File.ReadAllTextAsync(file, cancellationToken),
                    documentOptions: DefinitionReader.Lenient
                )
                is not JsonObject document
            )
                return null;
            document = document.Object("workflowDefinition")?.DeepClone().AsObject() ?? document;
            if (document.Object("root")?.Text("type") is null)
                return null;
            if (document.Text("definitionId") is null)
                document["definitionId"] = System.IO.Path.GetFileNameWithoutExtension(file);
            return new GitFile(file, document);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new UsageException($"A workflow definition is not JSON ({e.Message})", file, "mend the file", e);
        }
    }

    private static string Safe(string id)
    {
        var name = string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'))
            .Trim('.', '-');
        return name.Length == 0 ? "workflow"
            : name.Length > 100 ? name[..100]
            : name;
    }
}
