using System.Text.Json;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>The metadata of an object on disk: an extended attribute of its file.</summary>
internal static class FileMetadata
{
    private const string Attribute = "user.penstock.metadata";

    /// <summary>What was kept with a file; empty when nothing was.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path) =>
        PosixFiles.GetAttribute(path, Attribute) is { } json
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(json)!
            : ObjectMetadata.None;

    /// <summary>Keeps metadata with a file.</summary>
    public static void Set(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count > 0)
            PosixFiles.SetAttribute(path, Attribute, JsonSerializer.Serialize(metadata));
    }
}
