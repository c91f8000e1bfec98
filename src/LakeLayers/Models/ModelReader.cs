using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Reads a model's file and finds out what it depends on.</summary>
internal static class ModelReader
{
    public static Model Read(string root, string path, IReadOnlyDictionary<TableName, DataContract> contracts)
    {
        var file = Path.GetRelativePath(root, path);
        if (file.Split('/') is not [_, var zone, var name])
            throw new UsageException("A model's file is models/<zone>/<table>.sql", file, "move it");
        var table = TableName.Parse($"{zone}.{name[..^".sql".Length]}");
        if (table.Zone is not ("refined" or "presentation"))
            throw new UsageException("A model makes a table of the zones refined or presentation", file, "move it");
        var text = File.ReadAllText(path);
        var header = ReadHeader(file, path, text);
        return new Model(table, file, header, ModelTemplate.Parse(file, text), contracts.GetValueOrDefault(table));
    }

    /// <summary>Resolves what the model's calls name.</summary>
    public static void Connect(Model model, IReadOnlyList<Model> all)
    {
        List<TableName> inputs = [];
        List<TableName> models = [];
        foreach (var call in model.Template.Calls)
        {
            if (call.Function is not ("ref" or "source")) continue;
            var table = Resolve(model, call, all);
            if (!inputs.Contains(table)) inputs.Add(table);
            if (call.Function == "ref" && !models.Contains(table)) models.Add(table);
        }
        model.Inputs = inputs;
        model.DependsOn = models;
        if (model.Header.AccountsFor is { } main && !inputs.Contains(main))
            throw new UsageException($"accounts_for names {main}, which the model does not read", $"{model.File}:1", "mend the header and run again");
    }

    /// <summary>The table that a <c>ref</c> or <c>source</c> stands for.</summary>
    public static TableName Resolve(Model model, TemplateCall call, IReadOnlyList<Model> all)
    {
        if (call.Function == "source") return TableName.Parse($"{call.Text(0)}.{call.Text(1)}");
        var name = call.Text(0);
        var found = all.Where(m => m.Table.ToString() == name || m.Table.Name == name).ToList();
        return found switch
        {
            [var one] => one.Table,
            [] => throw new UsageException(
                $"No model is called '{name}' (there are: {string.Join(", ", all)})", $"{model.File}:{call.Line}",
                "mend the name, or use source('zone', 'table') for a table that no model makes"),
            _ => throw new UsageException(
                $"'{name}' may mean {string.Join(" or ", found)}", $"{model.File}:{call.Line}", "write the zone too: ref('zone.table')"),
        };
    }

    private static ModelHeader ReadHeader(string file, string path, string text)
    {
        var inside = ModelFile.HeaderOf(file, text);
        var beside = Path.ChangeExtension(path, ".yml");
        if (!File.Exists(beside)) return ModelHeader.Read(file, inside);
        if (inside.Length > 0)
            throw new UsageException("The model has a header and a .yml file beside it", $"{file}:1", "keep one of them");
        return ModelHeader.Read(Path.ChangeExtension(file, ".yml"), File.ReadAllText(beside));
    }
}
