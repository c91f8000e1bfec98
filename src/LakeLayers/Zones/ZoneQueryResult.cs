using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Zones;

/// <summary>The rows of a query for people.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The first rows; values as <see cref="DuckDbRows"/> has them.</param>
/// <param name="IsTruncated">Whether there are more.</param>
public sealed record ZoneQueryResult(
    IReadOnlyList<DuckDbColumn> Columns,
    IReadOnlyList<object?[]> Rows,
    bool IsTruncated
);
