using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Queries;

/// <summary>One arrow of the lineage graph: a job that last read the one dataset and wrote the other.</summary>
/// <param name="From">The dataset read.</param>
/// <param name="Job">The job between, <c>workflow.step</c>.</param>
/// <param name="To">The dataset written.</param>
/// <param name="Distance">Steps from the dataset that was asked for, from 1.</param>
/// <param name="LastRunId">The latest execution that drew the arrow.</param>
/// <param name="LastUsedAt">When that was (UTC).</param>
public sealed record LineageEdge(
    DatasetRef From,
    string Job,
    DatasetRef To,
    int Distance,
    Guid LastRunId,
    DateTimeOffset LastUsedAt
);
