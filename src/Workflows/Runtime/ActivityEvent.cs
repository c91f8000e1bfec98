namespace Penstock.Workflows.Runtime;

/// <summary>Something that happened to an execution between its start and its end.</summary>
/// <param name="Name"><c>Suspended</c> or <c>Resumed</c>.</param>
/// <param name="Sequence">Its place in the order of all events of the run.</param>
/// <param name="Timestamp">When.</param>
public sealed record ActivityEvent(string Name, long Sequence, DateTimeOffset Timestamp);
