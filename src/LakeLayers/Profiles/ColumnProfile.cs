using System.Globalization;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Profiles;

/// <summary>Figures of one column of what a run wrote.</summary>
/// <param name="Column">The column.</param>
/// <param name="Type">Its type in DuckDB's words.</param>
public sealed record ColumnProfile(string Column, string Type)
{
    /// <summary>Missing values; exact.</summary>
    public long? Nulls { get; init; }

    /// <summary>Different values; approximate, and estimated from the sample where not all rows were read.</summary>
    public long? Distinct { get; init; }

    /// <summary>The least value as text; exact. Null for personal data and nested types.</summary>
    public string? Least { get; init; }

    /// <summary>The greatest.</summary>
    public string? Greatest { get; init; }

    /// <summary>The mean of a number, over the rows that were read.</summary>
    public double? Mean { get; init; }

    /// <summary>Approximate quantiles of a number: <c>0.25</c>, <c>0.5</c>, <c>0.75</c>.</summary>
    public IReadOnlyDictionary<string, double> Quantiles { get; init; } = new Dictionary<string, double>();

    /// <summary>The most frequent values, approximately, of the rows that were read.</summary>
    public IReadOnlyList<string> TopValues { get; init; } = [];

    internal ColumnMetrics ToMetrics() => new(Nulls, Distinct, Number(Least), Number(Greatest), Quantiles);

    private double? Number(string? text) =>
        Mean is not null
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;
}
