using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>
/// Finds the seeds of a workflow's folder, and what lists <c>seeds:</c> in <c>.yml</c> files of <c>seeds/</c> and
/// <c>models/</c> say of them.
/// </summary>
internal static class SeedReader
{
    /// <summary>All, also disabled ones, in order of their paths.</summary>
    /// <exception cref="UsageException">Two files make one table, or something is said of a seed that is not
    /// there.</exception>
    public static IReadOnlyList<Seed> Read(string root)
    {
        var notes = Notes(root);
        List<Seed> seeds = [];
        foreach (var path in ProjectFiles.Below(root, "seeds", ".csv"))
        {
            var (file, name) = (Path.GetRelativePath(root, path), Path.GetFileNameWithoutExtension(path));
            if (seeds.FirstOrDefault(s => s.Table.Name == name) is { } other)
                throw new UsageException(
                    $"Two seeds make raw.{name}: {other.File} and {file}",
                    file,
                    "rename one of them"
                );
            var listed = notes.TryGetValue(name, out var note);
            seeds.Add(
                new Seed(TableOf(name, file), file, path)
                {
                    Config = listed ? SeedConfig.Read(note.Map) : SeedConfig.Default,
                    Notes = listed ? [note] : [],
                }
            );
        }
        if (notes.FirstOrDefault(n => seeds.All(s => s.Table.Name != n.Key)) is { Key: { } unknown, Value: var at })
            throw at.Map.Error("name", $"There is no seed '{unknown}': no file {unknown}.csv below seeds/");
        return seeds;
    }

    private static TableName TableOf(string name, string file)
    {
        try
        {
            return TableName.Parse($"raw.{name}");
        }
        catch (UsageException e)
        {
            throw new UsageException(
                $"The file's name is no name of a table: '{name}'",
                file,
                "rename it: lower-case letters, digits and underscores, the first a letter",
                e
            );
        }
    }

    private static Dictionary<string, (string File, YamlMap Map)> Notes(string root)
    {
        Dictionary<string, (string File, YamlMap Map)> notes = [];
        foreach (var path in ProjectFiles.Below(root, "seeds", ".yml", ".yaml"))
        {
            var map = YamlMap.Parse(Path.GetRelativePath(root, path), File.ReadAllText(path));
            map.Allow("version", "seeds");
            Add(map);
        }
        foreach (var path in ProjectFiles.Below(root, "models", ".yml"))
        {
            if (File.ReadAllText(path) is var text && text.Contains("seeds:", StringComparison.Ordinal))
                Add(YamlMap.Parse(Path.GetRelativePath(root, path), text));
        }
        return notes;

        void Add(YamlMap map)
        {
            if (!map.Has("seeds"))
                return;
            foreach (var entry in map.Maps("seeds"))
            {
                if (!notes.TryAdd(entry.Require("name"), (entry.File, entry)))
                    throw entry.Error("name", $"'{entry.Require("name")}' is described twice");
            }
        }
    }
}
