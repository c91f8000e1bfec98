using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>Puts models after those they read.</summary>
internal static class ModelOrder
{
    public static IReadOnlyList<Model> Sort(IReadOnlyList<Model> models)
    {
        var byTable = models.ToDictionary(m => m.Table);
        List<Model> ordered = [];
        List<Model> path = [];
        foreach (var model in models)
            Visit(model);
        return ordered;

        void Visit(Model model)
        {
            if (ordered.Contains(model))
                return;
            if (path.IndexOf(model) is >= 0 and var start)
            {
                var circle = string.Join(" → ", [.. path[start..].Select(m => m.Table), model.Table]);
                throw new UsageException(
                    $"Models depend on each other in a circle: {circle}",
                    path[^1].File,
                    "take one of the refs away and run again"
                );
            }
            path.Add(model);
            foreach (var table in model.DependsOn.Where(byTable.ContainsKey))
                Visit(byTable[table]);
            path.RemoveAt(path.Count - 1);
            ordered.Add(model);
        }
    }
}
