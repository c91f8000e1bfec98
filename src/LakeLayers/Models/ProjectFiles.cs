namespace Penstock.LakeLayers.Models;

/// <summary>The files of a workflow's folder.</summary>
internal static class ProjectFiles
{
    /// <summary>All files below one of its folders whose names end in one of the suffixes, in order of their paths.</summary>
    public static IEnumerable<string> Below(string root, string folder, params IReadOnlyList<string> suffixes)
    {
        var path = Path.Combine(root, folder);
        return Directory.Exists(path)
            ? Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(f => suffixes.Any(s => f.EndsWith(s, StringComparison.OrdinalIgnoreCase)))
                .Order(StringComparer.Ordinal)
            : [];
    }
}
