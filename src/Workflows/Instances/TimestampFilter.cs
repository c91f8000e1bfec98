namespace Penstock.Workflows.Instances;

/// <summary>A bound on one of a run's times.</summary>
/// <param name="Column"><c>CreatedAt</c>, <c>UpdatedAt</c> or <c>FinishedAt</c>, in any case.</param>
/// <param name="Operator"><c>Is</c>, <c>IsNot</c>, <c>LessThan</c>, <c>GreaterThan</c>, <c>LessThanOrEqual</c> or
/// <c>GreaterThanOrEqual</c>, in any case.</param>
/// <param name="Timestamp">The bound.</param>
public sealed record TimestampFilter(string Column, string Operator, DateTimeOffset Timestamp);
