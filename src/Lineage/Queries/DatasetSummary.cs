using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Queries;

/// <summary>A dataset that steps have used.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="LastWriter">The job that last wrote it; null when it was only read.</param>
/// <param name="LastUsedAt">When a step last read or wrote it.</param>
public sealed record DatasetSummary(DatasetRef Dataset, string? LastWriter, DateTimeOffset LastUsedAt);
