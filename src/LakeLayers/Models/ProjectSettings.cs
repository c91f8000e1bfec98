using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// What <c>models.yml</c> in a workflow's folder says of its models: the zones and defaults of folders, and values of
/// variables.
/// </summary>
internal sealed class ProjectSettings
{
    private static readonly string[] Zones = ["refined", "presentation"];

    private readonly List<(string Folder, string? Zone, YamlMap Map)> _folders = [];

    private ProjectSettings() { }

    /// <summary>Values of variables; those given to a run win.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Variables { get; private init; } =
        new Dictionary<string, JsonNode?>();

    /// <summary>Whether what models write is profiled.</summary>
    public bool HasProfiles { get; private init; } = true;

    public static ProjectSettings Load(string root)
    {
        var path = Path.Combine(root, "models.yml");
        if (!File.Exists(path))
            return new ProjectSettings();
        var map = YamlMap.Parse("models.yml", File.ReadAllText(path));
        map.Allow("folders", "vars", "profiles");
        var settings = new ProjectSettings
        {
            Variables = map.Map("vars")?.ToJson().ToDictionary(v => v.Key, v => v.Value) ?? [],
            HasProfiles = !map.Has("profiles") || map.Flag("profiles"),
        };
        if (map.Map("folders") is { } folders)
        {
            foreach (var name in folders.Keys)
            {
                var folder = folders.Map(name)!;
                folder.Allow("zone", "materialized", "tags", "owner", "enabled");
                if (folder.Text("zone") is { } zone && !Zones.Contains(zone))
                    throw folder.Error("zone", $"Models make tables of {string.Join(" or ", Zones)}, not of '{zone}'");
                settings._folders.Add((name == "." ? "" : name.Trim('/'), folder.Text("zone"), folder));
            }
        }
        return settings;
    }

    /// <summary>
    /// The zone of a folder's tables: that of the nearest folder that names one, or the folder is called as a zone is.
    /// </summary>
    public string ZoneOf(string folder, string file) =>
        Above(folder).Select(f => f.Zone).FirstOrDefault(z => z is not null)
        ?? Array.Find(Zones, z => folder == z || folder.StartsWith($"{z}/", StringComparison.Ordinal))
        ?? throw new UsageException(
            "It is not said which zone the model's table is in",
            file,
            "move it to models/refined or models/presentation, or name the zone of its folder in models.yml"
        );

    /// <summary>What its models are unless they say otherwise.</summary>
    public ModelHeader DefaultsOf(string folder) =>
        Above(folder)
            .Reverse()
            .Aggregate(
                new ModelHeader(),
                (header, f) =>
                    header with
                    {
                        Materialized = f.Map.Choice("materialized", header.Materialized),
                        Tags = [.. header.Tags.Union(f.Map.Texts("tags"))],
                        Owner = f.Map.Text("owner") ?? header.Owner,
                        IsEnabled = f.Map.Has("enabled") ? f.Map.Flag("enabled") : header.IsEnabled,
                    }
            );

    // Nearest first.
    private IEnumerable<(string Folder, string? Zone, YamlMap Map)> Above(string folder) =>
        _folders
            .Where(f =>
                f.Folder.Length == 0
                || folder == f.Folder
                || folder.StartsWith($"{f.Folder}/", StringComparison.Ordinal)
            )
            .OrderByDescending(f => f.Folder.Length);
}
