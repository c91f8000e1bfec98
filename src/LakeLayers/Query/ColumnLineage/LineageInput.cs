using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>A table that a query may name.</summary>
/// <param name="Dataset">Its dataset.</param>
/// <param name="Columns">Its columns, in order: what <c>*</c> stands for.</param>
public sealed record LineageInput(DatasetRef Dataset, IReadOnlyList<string> Columns);
