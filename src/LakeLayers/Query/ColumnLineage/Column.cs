using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>A column of a relation and the input columns it is computed from.</summary>
internal sealed record Column(string Name, IReadOnlyList<ColumnSource> Sources);
