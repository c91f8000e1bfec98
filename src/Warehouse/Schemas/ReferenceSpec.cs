namespace Penstock.Warehouse.Schemas;

/// <summary>A reference to a dimension: the column that holds its surrogate key, and how the member is found.</summary>
/// <param name="Column">The column made in the referring table; -1 when no member is found.</param>
/// <param name="Dimension">The dimension's table.</param>
/// <param name="By">Columns of the snapshot, in the order of the dimension's natural key.</param>
/// <param name="At">For a dimension with history: the snapshot's column with the instant whose version is meant.</param>
/// <param name="Keep">Whether the <paramref name="By"/> columns stay in the warehouse table besides the surrogate. Those of the
/// key always do.</param>
/// <param name="Description">The comment on the column.</param>
public sealed record ReferenceSpec(
    string Column,
    string Dimension,
    IReadOnlyList<string> By,
    string? At,
    bool Keep,
    string? Description
);
