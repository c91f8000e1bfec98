using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>One event of a run's journal.</summary>
/// <param name="Execution">The execution that it is about.</param>
/// <param name="Name"><c>Started</c>, <c>Suspended</c>, <c>Resumed</c>, <c>Completed</c>, <c>Faulted</c> or
/// <c>Canceled</c>.</param>
/// <param name="Sequence">Its place in the order of all events of the run.</param>
/// <param name="Timestamp">When.</param>
public sealed record JournalEntry(
    ActivityExecutionRecord Execution,
    string Name,
    long Sequence,
    DateTimeOffset Timestamp
);
