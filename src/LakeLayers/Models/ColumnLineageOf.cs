using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>Finds out which input columns each column of a query depends on; null when it cannot tell.</summary>
/// <param name="sql">The query; it names tables as <c>"zone"."table"</c>.</param>
/// <param name="inputs">The columns of the tables it reads.</param>
public delegate IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>>? ColumnLineageOf(
    string sql,
    IReadOnlyDictionary<DatasetRef, IReadOnlyList<FieldSchema>> inputs
);
