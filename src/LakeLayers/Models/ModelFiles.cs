using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Finds the models of a workflow's folder and what is said of them outside of their SQL.</summary>
internal sealed class ModelFiles
{
    // Blocks of dbt that are not known here.
    private static readonly Dictionary<string, string> NotRead = new()
    {
        ["sources"] =
            "take it out: tables of raw need no list, and contracts/raw.<table>.yml says and checks what they hold",
        ["exposures"] = "take it out: penstock lineage shows what was used for what",
        ["metrics"] = "take it out, and write the metric as a model",
        ["semantic_models"] = "take it out, and write the metrics as models",
        ["saved_queries"] = "take it out, and write the query as a model",
        ["groups"] = "take it out, and say owner: in the models",
        ["snapshots"] = "write the snapshot as a model with materialized: snapshot",
        ["macros"] = "take it out, and describe the macro in a comment of its file",
        ["analyses"] = "take it out",
        ["data_tests"] = "write the test below its model's columns, or as a file in tests/",
    };

    private readonly string _root;
    private readonly ProjectSettings _settings;
    private readonly Dictionary<string, (string File, YamlMap Map)> _listed = [];

    private ModelFiles(string root, ProjectSettings settings) => (_root, _settings) = (root, settings);

    /// <summary>All models below <c>models/</c>, in order of their paths.</summary>
    public static IReadOnlyList<ModelFile> Read(string root, ProjectSettings settings)
    {
        var folder = Path.Combine(root, "models");
        if (!Directory.Exists(folder))
            throw new UsageException("No folder of models", folder, "name a workflow's folder that holds 'models'");
        var files = new ModelFiles(root, settings);
        foreach (var path in ProjectFiles.Below(root, "models", ".yml", ".yaml"))
            files.List(path);
        List<ModelFile> models =
        [
            .. Directory
                .EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(files.Read),
        ];
        if (models.GroupBy(m => m.Table).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException(
                $"Two models make the table {twice.Key}: {string.Join(" and ", twice.Select(m => m.File))}",
                twice.First().File,
                "rename one of them"
            );
        if (
            files._listed.FirstOrDefault(l => models.All(m => m.Table.Name != l.Key)) is
            { Key: { } name, Value: var listed }
        )
            throw listed.Map.Error("name", $"There is no model '{name}'");
        return models;
    }

    private void List(string path)
    {
        var file = Path.GetRelativePath(_root, path);
        var map = YamlMap.Parse(file, File.ReadAllText(path));
        if (!map.Has("models") && File.Exists(Path.ChangeExtension(path, ".sql")))
            return; // The notes of one model, which are read with it.
        if (NotRead.FirstOrDefault(k => map.Has(k.Key)) is { Key: { } key, Value: var next })
            throw map.Error(key, $"'{key}' is not read here", next);
        map.Allow("version", "models", "seeds", "unit_tests");
        foreach (var entry in map.Maps("models"))
        {
            if (!_listed.TryAdd(entry.Require("name"), (file, entry)))
                throw entry.Error("name", $"'{entry.Require("name")}' is described twice");
        }
    }

    private ModelFile Read(string path)
    {
        var file = Path.GetRelativePath(_root, path);
        var text = File.ReadAllText(path);
        var (folder, name) = (
            Path.GetDirectoryName(file["models/".Length..]) ?? "",
            Path.GetFileNameWithoutExtension(file)
        );
        var table = TableName.Parse($"{_settings.ZoneOf(folder, file)}.{name}");
        if (table.Zone is not ("refined" or "presentation"))
            throw new UsageException(
                "A model makes a table of the zones refined or presentation",
                file,
                "move it, or mend models.yml"
            );
        var notes = Notes(file, path, text);
        var header = notes.Aggregate(_settings.DefaultsOf(folder), (under, note) => ModelHeader.Read(note.Map, under));
        return new ModelFile(table, file, path, text, header, notes);
    }

    private List<(string File, YamlMap Map)> Notes(string file, string path, string text)
    {
        List<(string File, YamlMap Map)> notes = [];
        if (_listed.TryGetValue(Path.GetFileNameWithoutExtension(file), out var listed))
            notes.Add(listed);
        var inside = HeaderBlock.Of(file, text);
        if (inside.Trim().Length > 0)
            notes.Add((file, YamlMap.Parse(file, inside)));
        var (beside, besideFile) = (Path.ChangeExtension(path, ".yml"), Path.ChangeExtension(file, ".yml"));
        if (!File.Exists(beside) || YamlMap.Parse(besideFile, File.ReadAllText(beside)) is var map && map.Has("models"))
            return notes;
        if (inside.Length > 0)
            throw new UsageException(
                "The model has a header and a .yml file beside it",
                $"{file}:1",
                "keep one of them"
            );
        return [.. notes, (besideFile, map)];
    }
}
