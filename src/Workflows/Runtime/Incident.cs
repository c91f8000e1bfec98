namespace Penstock.Workflows.Runtime;

/// <summary>A fault, or another event that a person should see, of one run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="ActivityId">The activity's id in the definition; empty when the run itself is meant.</param>
/// <param name="ActivityNodeId">Its ids from the root.</param>
/// <param name="ActivityType">Its type name.</param>
/// <param name="ActivityName">Its name.</param>
/// <param name="ActivityExecutionId">The execution; null when the run itself is meant.</param>
/// <param name="Message">What happened.</param>
/// <param name="Exception">The exception, when there was one.</param>
/// <param name="Timestamp">When.</param>
public sealed record Incident(
    Guid RunId,
    string ActivityId,
    string ActivityNodeId,
    string ActivityType,
    string? ActivityName,
    Guid? ActivityExecutionId,
    string Message,
    ExceptionState? Exception,
    DateTimeOffset Timestamp
);
