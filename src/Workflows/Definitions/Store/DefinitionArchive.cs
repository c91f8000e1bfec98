using System.IO.Compression;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Definitions as files: one JSON each, or a ZIP of many.</summary>
public static class DefinitionArchive
{
    private const long LargestEntry = 32L << 20;
    private const int MostEntries = 10_000;

    /// <summary>The name that Elsa servers give an export: <c>workflow-definition-{name}-{definitionId}-{id}.json</c>.</summary>
    public static string FileName(DefinitionInfo info) =>
        $"workflow-definition-{Slug(info.Name)}-{Slug(info.DefinitionId)}-{Slug(info.Id)}.json";

    /// <summary>Writes a ZIP with a file for each definition.</summary>
    public static void Write(IEnumerable<StoredDefinition> definitions, Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var stored in definitions)
        {
            using var writer = new StreamWriter(zip.CreateEntry(FileName(stored.Info)).Open());
            writer.Write(DefinitionWriter.Write(EditorView.ForExport(stored)));
        }
    }

    /// <summary>The definitions of a JSON file or of a ZIP, by their content.</summary>
    /// <exception cref="UsageException">A file is no definition, or the archive is broken or holds too much.</exception>
    public static IReadOnlyList<WorkflowDefinition> Read(Stream stream, string file)
    {
        try
        {
            Span<byte> start = stackalloc byte[2];
            var isZip =
                stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 'P' && start[1] == 'K';
            stream.Position = 0;
            if (!isZip)
                return [DefinitionReader.Parse(new StreamReader(stream).ReadToEnd(), file)];
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var entries = zip.Entries.Where(e => e.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
            if (entries.Count > MostEntries || entries.FirstOrDefault(e => e.Length > LargestEntry) is not null)
                throw new UsageException(
                    "The archive holds too much",
                    $"{file}: {entries.Count} files",
                    $"import at most {MostEntries} files of at most {LargestEntry >> 20} MB"
                );
            return [.. entries.Select(e => Read(e, $"{file}/{e.FullName}"))];
        }
        catch (InvalidDataException e)
        {
            throw new UsageException("The archive is broken", file, "export it again", e);
        }
    }

    /// <summary>A definition, those it uses, and those that use it, each once.</summary>
    public static async Task<IReadOnlyList<StoredDefinition>> WithRelativesAsync(
        this IDefinitionStore store,
        IReadOnlyCollection<StoredDefinition> definitions,
        CancellationToken cancellationToken = default
    )
    {
        var found = new Dictionary<string, StoredDefinition>(StringComparer.Ordinal);
        var rest = new Queue<StoredDefinition>(definitions);
        while (rest.TryDequeue(out var stored))
        {
            if (!found.TryAdd(stored.Info.DefinitionId, stored))
                continue;
            var consumers = await store.ConsumersAsync(stored.Info.DefinitionId, cancellationToken);
            foreach (
                var id in DefinitionUses
                    .Of(stored.Definition)
                    .Concat(consumers.Select(c => c.DefinitionId))
                    .Where(id => !found.ContainsKey(id))
            )
            {
                if (await store.FindAsync(id, VersionOptions.Latest, cancellationToken) is { } relative)
                    rest.Enqueue(relative);
            }
        }
        return [.. found.Values];
    }

    private static WorkflowDefinition Read(ZipArchiveEntry entry, string name)
    {
        using var reader = new StreamReader(new BoundedStream(entry.Open(), LargestEntry));
        return DefinitionReader.Parse(reader.ReadToEnd(), name);
    }

    private static string Slug(string text)
    {
        var slug = string.Concat(
                text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' ? c : '-')
            )
            .Trim('-');
        while (slug.Contains("--", StringComparison.Ordinal))
            slug = slug.Replace("--", "-", StringComparison.Ordinal);
        return slug.Length == 0 ? "x"
            : slug.Length > 80 ? slug[..80]
            : slug;
    }
}
