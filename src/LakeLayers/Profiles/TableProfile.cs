using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Profiles;

/// <summary>Figures of the rows that a run wrote to a table: of an incremental model, those that came.</summary>
/// <param name="Rows">How many rows it wrote.</param>
/// <param name="SampledRows">Of those, how many were read for the approximate figures.</param>
/// <param name="Columns">The columns in order, without those of provenance.</param>
public sealed record TableProfile(long Rows, long SampledRows, IReadOnlyList<ColumnProfile> Columns)
{
    internal IReadOnlyDictionary<string, ColumnMetrics> ToMetrics() =>
        Columns.ToDictionary(c => c.Column, c => c.ToMetrics());
}
