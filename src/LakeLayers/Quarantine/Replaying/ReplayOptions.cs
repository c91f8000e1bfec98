using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>What to replay.</summary>
/// <param name="Project">The workflow's folder, which holds the table's model and contract.</param>
/// <param name="Table">The table that the rows were kept out of.</param>
public sealed record ReplayOptions(string Project, TableName Table)
{
    /// <summary>Only rows whose first broken rule has this name; all when null.</summary>
    public string? Rule { get; init; }

    /// <summary>Values for the model's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
