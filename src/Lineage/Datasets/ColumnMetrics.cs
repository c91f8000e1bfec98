namespace Penstock.Lineage.Datasets;

/// <summary>Figures of one column, as the data quality metrics facet has them; what is not known or no number is null.</summary>
/// <param name="NullCount">Missing values.</param>
/// <param name="DistinctCount">Different values, approximately.</param>
/// <param name="Min">The least number.</param>
/// <param name="Max">The greatest number.</param>
/// <param name="Quantiles">Approximate quantiles by their names (<c>0.25</c>, <c>0.5</c>, …).</param>
public sealed record ColumnMetrics(
    long? NullCount,
    long? DistinctCount,
    double? Min,
    double? Max,
    IReadOnlyDictionary<string, double> Quantiles
);
