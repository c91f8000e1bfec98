using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>A table with rows of a person, now or in its past.</summary>
/// <param name="Table">The table.</param>
/// <param name="By">How they are found: the columns, or <c>provenance</c>: they come from lines of the person.</param>
/// <param name="Rows">Rows of the current snapshot.</param>
/// <param name="PastRows">Rows in files besides: of older snapshots, and replaced ones.</param>
/// <param name="Snapshots">The snapshots that hold them, the current one included.</param>
public sealed record FoundTable(TableName Table, string By, long Rows, long PastRows, IReadOnlyList<long> Snapshots)
{
    /// <summary>The keys of the files.</summary>
    internal IReadOnlySet<string> Files { get; init; } = new HashSet<string>();
}
