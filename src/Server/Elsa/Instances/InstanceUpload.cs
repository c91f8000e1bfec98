using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Runs from files that somebody sends.</summary>
internal static class InstanceUpload
{
    private const long LargestFile = 256L << 20;

    /// <summary>The runs of a JSON file or a ZIP, by its content.</summary>
    /// <exception cref="UsageException">The file is none of these, or holds too much.</exception>
    public static IEnumerable<JsonObject> Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[2];
        var isZip = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 'P' && start[1] == 'K';
        stream.Position = 0;
        return isZip ? Unzip(stream, name) : [Run(stream, name)];
    }

    private static IEnumerable<JsonObject> Unzip(Stream stream, string name)
    {
        using var zip = Open(stream, name);
        var entries = zip.Entries.Where(e => e.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
        if (entries.Count > InstanceTransfers.Most || entries.Sum(e => e.Length) > LargestFile)
            throw new UsageException(
                "The archive holds too much",
                $"{name}: {entries.Count} files",
                $"import at most {InstanceTransfers.Most} runs and {LargestFile >> 20} MB at once"
            );
        foreach (var entry in entries)
        {
            using var inner = new BoundedStream(entry.Open(), LargestFile);
            yield return Run(inner, $"{name}/{entry.FullName}");
        }
    }

    private static ZipArchive Open(Stream stream, string name)
    {
        try
        {
            var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // The directory is read when it is asked for, not before.
            _ = zip.Entries;
            return zip;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IOException)
        {
            throw new UsageException("The archive is broken", name, "export it again", e);
        }
    }

    private static JsonObject Run(Stream stream, string name)
    {
        try
        {
            return JsonNode.Parse(stream) is JsonObject file && file[InstanceTransfers.Own] is JsonObject run
                ? run
                : throw new UsageException(
                    "The file holds no run that can be taken up here: runs of other Elsa servers cannot",
                    name,
                    "import the definition, and start it anew"
                );
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or ArgumentException)
        {
            throw new UsageException($"The file cannot be read ({e.Message})", name, "export it again", e);
        }
    }
}
