using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The models and contracts of one workflow's folder: <c>models/&lt;zone&gt;/&lt;table&gt;.sql</c> and
/// <c>contracts/&lt;zone&gt;.&lt;table&gt;.yml</c>, checked against each other when loaded.
/// </summary>
public sealed class ModelProject
{
    private ModelProject(string folder, IReadOnlyList<Model> models, IReadOnlyDictionary<TableName, DataContract> contracts)
    {
        Folder = folder;
        Models = models;
        Contracts = contracts;
    }

    /// <summary>The workflow's folder.</summary>
    public string Folder { get; }

    /// <summary>The models, each after those it reads.</summary>
    public IReadOnlyList<Model> Models { get; }

    /// <summary>The contracts by table; a table that no model makes (a raw table) may have one too.</summary>
    public IReadOnlyDictionary<TableName, DataContract> Contracts { get; }

    /// <summary>Loads a workflow's folder.</summary>
    /// <exception cref="UsageException">A file is malformed, a model refers to one that is not there, or models depend on each other in a circle; names file and line.</exception>
    public static ModelProject Load(string folder)
    {
        var root = Path.GetFullPath(folder);
        var modelFolder = Path.Combine(root, "models");
        if (!Directory.Exists(modelFolder)) throw new UsageException("No folder of models", modelFolder, "name a workflow's folder that holds 'models'");
        var contractFolder = Path.Combine(root, "contracts");
        var contracts = (Directory.Exists(contractFolder) ? Directory.EnumerateFiles(contractFolder, "*.yml") : [])
            .Order(StringComparer.Ordinal).Select(DataContract.Load).ToDictionary(c => c.Table);
        var models = Directory.EnumerateFiles(modelFolder, "*.sql", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => ModelReader.Read(root, path, contracts)).ToList();
        foreach (var model in models) ModelReader.Connect(model, models);
        return new ModelProject(root, ModelOrder.Sort(models), contracts);
    }

    /// <summary>The models of a selection in order: each word is a zone, a table's name or <c>zone.table</c>; none means all.</summary>
    /// <exception cref="UsageException">A word selects nothing.</exception>
    public IReadOnlyList<Model> Select(IReadOnlyList<string> words)
    {
        if (words.Count == 0) return Models;
        foreach (var word in words)
        {
            if (Models.Any(m => IsMeant(m, word))) continue;
            throw new UsageException(
                $"No model is selected by '{word}'", Folder, $"choose a zone or one of: {string.Join(", ", Models)}");
        }
        return [.. Models.Where(m => words.Any(w => IsMeant(m, w)))];
    }

    private static bool IsMeant(Model model, string word) => word == model.Table.Zone || word == model.Table.Name || word == model.Table.ToString();
}
