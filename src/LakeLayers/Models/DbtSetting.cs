using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models;

/// <summary>A setting that dbt documents.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Refusal">Why it is refused and what to do instead; null: it is there.</param>
internal sealed record DbtSetting(string Name, string? Refusal = null)
{
    /// <summary>Refuses what is refused, and what nobody knows, with file and line.</summary>
    public static void Check(YamlMap map, IReadOnlyList<DbtSetting> known)
    {
        foreach (var key in map.Keys)
        {
            if (known.FirstOrDefault(s => s.Name == key) is { Refusal: { } why })
                throw map.Error(key, $"'{key}' is refused: {why}");
        }
        map.Allow([.. known.Select(s => s.Name)]);
    }
}
