using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Seeding;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// A small table that is kept as a CSV file in the workflow's folder: <c>seeds/&lt;table&gt;.csv</c>, a table of raw.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="File">The file as messages name it.</param>
/// <param name="Path">The file.</param>
public sealed record Seed(TableName Table, string File, string Path)
{
    /// <summary>How the file is read.</summary>
    internal SeedConfig Config { get; init; } = SeedConfig.Default;

    /// <summary>What <c>.yml</c> files say of it, with their names.</summary>
    internal IReadOnlyList<(string File, YamlMap Map)> Notes { get; init; } = [];
}
