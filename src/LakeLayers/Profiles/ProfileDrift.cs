using System.Globalization;

namespace Penstock.LakeLayers.Profiles;

/// <summary>One figure that moved further from its past than its threshold.</summary>
/// <param name="Column">The column; null: the table.</param>
/// <param name="Figure"><c>rows</c>, <c>nulls</c>, <c>distinct</c>, <c>mean</c> or <c>median</c>.</param>
/// <param name="Before">Its mean over the earlier profiles; of nulls the share.</param>
/// <param name="Now">What it is.</param>
public sealed record ProfileDrift(string? Column, string Figure, double Before, double Now)
{
    /// <summary>Rows, and different values, may grow or shrink by this share.</summary>
    public const double CountThreshold = 0.5;

    /// <summary>The share of missing values may move by this much.</summary>
    public const double NullThreshold = 0.05;

    /// <summary>Mean and median may move by this share of the earlier distance between the quartiles.</summary>
    public const double SpreadThreshold = 0.5;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Column is null ? "" : $"{Column}: ")}{Figure} {Before:0.####} -> {Now:0.####}"
        );

    /// <summary>Compares a profile with those before it; with none there is no drift.</summary>
    public static IReadOnlyList<ProfileDrift> Of(TableProfile now, IReadOnlyList<TableProfile> earlier)
    {
        if (earlier.Count == 0)
            return [];
        List<ProfileDrift?> found = [Counted(null, "rows", earlier.Average(e => (double)e.Rows), now.Rows)];
        foreach (var column in now.Columns)
        {
            var past = earlier
                .SelectMany(e => e.Columns.Where(c => c.Column == column.Column).Select(c => (e.Rows, Column: c)))
                .ToList();
            if (past.Count == 0)
                continue;
            if (
                column.Nulls is { } nulls
                && Mean(past, p => (double?)p.Column.Nulls / p.Rows) is { } share
                && (double)nulls / now.Rows is var rate
                && Math.Abs(rate - share) > NullThreshold
            )
                found.Add(new(column.Column, "nulls", share, rate));
            if (column.Distinct is { } distinct && Mean(past, p => p.Column.Distinct) is { } before)
                found.Add(Counted(column.Column, "distinct", before, distinct));
            var spread = Mean(past, p => Quantile(p.Column, "0.75") - Quantile(p.Column, "0.25"));
            found.Add(Moved(column.Column, "mean", Mean(past, p => p.Column.Mean), column.Mean, spread));
            found.Add(
                Moved(
                    column.Column,
                    "median",
                    Mean(past, p => Quantile(p.Column, "0.5")),
                    Quantile(column, "0.5"),
                    spread
                )
            );
        }
        return [.. found.OfType<ProfileDrift>()];
    }

    private static double? Mean(
        List<(long Rows, ColumnProfile Column)> past,
        Func<(long Rows, ColumnProfile Column), double?> value
    ) => past.Select(value).Average();

    private static double? Quantile(ColumnProfile column, string name) =>
        column.Quantiles.TryGetValue(name, out var value) ? value : null;

    private static ProfileDrift? Counted(string? column, string figure, double before, double now) =>
        Math.Abs(now - before) > CountThreshold * before ? new(column, figure, before, now) : null;

    // Of a column that hardly varies a tenth of its value counts.
    private static ProfileDrift? Moved(string column, string figure, double? before, double? now, double? spread) =>
        before is { } was
        && now is { } value
        && Math.Abs(value - was) > Math.Max(SpreadThreshold * (spread ?? 0), spread > 0 ? 0 : 0.1 * Math.Abs(was))
            ? new(column, figure, was, value)
            : null;
}
