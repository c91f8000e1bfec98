using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Stale;

/// <summary>A dataset that was derived from something that was retracted since.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Since">When that was retracted.</param>
/// <param name="RunId">The run that was retracted.</param>
public sealed record StaleDataset(DatasetRef Dataset, DateTimeOffset Since, Guid RunId);
