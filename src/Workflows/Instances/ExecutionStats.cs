namespace Penstock.Workflows.Instances;

/// <summary>What one activity of a definition did in a run, all executions together.</summary>
/// <param name="ActivityId">The activity's id in the definition.</param>
/// <param name="ActivityNodeId">Its ids from the root.</param>
/// <param name="StartedCount">How many executions began.</param>
/// <param name="CompletedCount">How many have ended.</param>
/// <param name="UncompletedCount">How many have not.</param>
/// <param name="IsBlocked">Whether one waits for something outside.</param>
/// <param name="IsFaulted">Whether one faulted and was not tried again with success since.</param>
/// <param name="AggregateFaultCount">Faults inside.</param>
/// <param name="Counters">Totals of the last execution: rows, bytes and the like.</param>
public sealed record ExecutionStats(
    string ActivityId,
    string ActivityNodeId,
    long StartedCount,
    long CompletedCount,
    long UncompletedCount,
    bool IsBlocked,
    bool IsFaulted,
    long AggregateFaultCount,
    IReadOnlyDictionary<string, long> Counters
);
