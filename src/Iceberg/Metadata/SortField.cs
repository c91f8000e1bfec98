namespace Penstock.Iceberg.Metadata;

/// <summary>One key of a sort order.</summary>
/// <param name="SourceId">The column.</param>
/// <param name="Transform">As of a partition field.</param>
/// <param name="Direction"><c>asc</c> or <c>desc</c>.</param>
/// <param name="NullOrder"><c>nulls-first</c> or <c>nulls-last</c>.</param>
public sealed record SortField(int SourceId, string Transform, string Direction, string NullOrder);
