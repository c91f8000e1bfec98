namespace Penstock.LakeLayers.Diffs;

/// <summary>A row that is not what it was.</summary>
/// <param name="Kind"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Times">How often, where equal rows are allowed.</param>
/// <param name="Before">Its values before, by column; null when it was added.</param>
/// <param name="After">Its values after; null when it was removed.</param>
public sealed record RowChange(
    string Kind,
    long Times,
    IReadOnlyDictionary<string, object?>? Before,
    IReadOnlyDictionary<string, object?>? After
);
