namespace Penstock.Lineage.Datasets;

/// <summary>One input column that an output column depends on.</summary>
/// <param name="Dataset">The input dataset.</param>
/// <param name="Column">The input column.</param>
/// <param name="Type">OpenLineage's transformation type: <c>DIRECT</c> (the value flows) or <c>INDIRECT</c> (it decides which
/// rows: join, filter, group).</param>
/// <param name="Subtype"><c>IDENTITY</c>, <c>TRANSFORMATION</c>, <c>AGGREGATION</c>; or <c>JOIN</c>, <c>FILTER</c>,
/// <c>GROUP_BY</c>, <c>SORT</c>, <c>WINDOW</c>, <c>CONDITIONAL</c>.</param>
public sealed record ColumnSource(
    DatasetRef Dataset,
    string Column,
    string Type = "DIRECT",
    string Subtype = "TRANSFORMATION"
)
{
    /// <summary>Whether the value cannot be told from what came out: it was masked, hashed or replaced by a token.</summary>
    public bool IsMasked { get; init; }
}
