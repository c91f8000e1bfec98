namespace Penstock.LakeLayers.Query.Pruning;

/// <summary>
/// What a query asks of a column's values: rows of which it does not hold, NULL among them, are not in its result.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">How it is compared.</param>
/// <param name="Constants">With what: one, or several of which it must be one.</param>
internal sealed record ColumnCondition(string Column, ConditionKind Kind, IReadOnlyList<SqlConstant> Constants)
{
    /// <summary>Whether it must be less or more than the constant, and not the constant itself.</summary>
    public bool IsStrict { get; init; }
}
