namespace Penstock.LakeLayers.ObjectStores;

/// <summary>Walks files in the ordinal order of their relative paths, with one folder's entries in memory a level.</summary>
internal static class OrderedFiles
{
    /// <summary>
    /// The files under a folder whose <c>/</c>-separated relative path starts with a prefix; only folders that can hold some
    /// are read.
    /// </summary>
    public static IEnumerable<FileInfo> Under(string root, string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        var start = new DirectoryInfo(slash < 0 ? root : Path.Combine(root, prefix[..slash]));
        return Walk(start, prefix[(slash + 1)..]);
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, string namePrefix)
    {
        foreach (var (name, entry) in Entries(folder, namePrefix))
        {
            if (entry is FileInfo file)
                yield return file;
            else
                foreach (var below in Walk((DirectoryInfo)entry, ""))
                    yield return below;
        }
    }

    private static List<(string Name, FileSystemInfo Entry)> Entries(DirectoryInfo folder, string namePrefix)
    {
        try
        {
            // A folder sorts as its name with the slash that follows in the path: "a-b" < "a/c", as in the order of keys.
            var entries = folder
                .EnumerateFileSystemInfos()
                .Where(e => e.Name.StartsWith(namePrefix, StringComparison.Ordinal))
                .Select(e => (Name: e is DirectoryInfo ? e.Name + "/" : e.Name, Entry: e))
                .ToList();
            entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
