using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Files of a dbt project that would mean something to dbt and mean nothing here: they are refused, so that nobody takes them
/// for read.
/// </summary>
internal static class UnreadFiles
{
    private static readonly Dictionary<string, string> AtRoot = new()
    {
        ["dbt_project.yml"] = "put its vars and the settings of its folders into models.yml, and take it away",
        ["packages.yml"] = "copy the macros that are used into macros/, and take it away",
        ["dependencies.yml"] = "copy the macros that are used into macros/, and take it away",
        ["selectors.yml"] = "select by --select and tags, and take it away",
        ["profiles.yml"] = "where tables go is in penstock.yml; take it away",
    };

    /// <summary>Refuses the first that is there.</summary>
    /// <exception cref="UsageException">Names the file and what to do with it.</exception>
    public static void Refuse(string root)
    {
        foreach (var (name, next) in AtRoot)
        {
            if (File.Exists(Path.Combine(root, name)))
                throw new UsageException("This file of a dbt project is not read here", name, next);
        }
        foreach (var path in ProjectFiles.Below(root, "models", ".py"))
            throw new UsageException(
                "Models in Python are not run here",
                Path.GetRelativePath(root, path),
                "write the model in SQL, or let another engine write the table through the catalogue"
            );
        foreach (var path in ProjectFiles.Below(root, "snapshots", ".sql", ".yml", ".yaml"))
            throw new UsageException(
                "The folder snapshots/ is not read here",
                Path.GetRelativePath(root, path),
                "move it to models/ as a model with materialized='snapshot'"
            );
    }
}
