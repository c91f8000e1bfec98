namespace Penstock.Workflows.Instances;

/// <summary>Part of a list of runs.</summary>
/// <param name="Items">The runs.</param>
/// <param name="TotalCount">How many there are; exact up to <see cref="InstanceQueries.ExactCount"/>, beyond that the
/// database's estimate.</param>
public sealed record InstancePage(IReadOnlyList<InstanceSummary> Items, long TotalCount);
