namespace Penstock.Pipelines.Planning;

/// <summary>A step of a run as it was planned and as it went.</summary>
/// <param name="ActivityId">Its activity.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="WouldRun">Whether it was expected to change anything.</param>
/// <param name="Rows">Rows it was expected to count; null when there was nothing to tell them from.</param>
/// <param name="Bytes">Bytes it was expected to count; null when there was nothing to tell them from.</param>
/// <param name="DidRun">Whether it changed anything.</param>
/// <param name="ActualRows">Rows it counted.</param>
/// <param name="ActualBytes">Bytes it counted.</param>
public sealed record ScoredStep(
    string ActivityId,
    string Name,
    bool WouldRun,
    long? Rows,
    long? Bytes,
    bool DidRun,
    long ActualRows,
    long ActualBytes
)
{
    /// <summary>How far the rows were from the plan, in parts of what they were; null when none were planned.</summary>
    public double? RowError => Rows is { } rows ? Math.Abs(rows - ActualRows) / (double)Math.Max(ActualRows, 1) : null;
}
