namespace Penstock.Workflows.Activities.Events;

/// <summary>A task that somebody outside does.</summary>
/// <param name="TaskId">Its id: who completes it says it.</param>
/// <param name="TaskName">What kind of task it is.</param>
/// <param name="Payload">What it is about.</param>
public sealed record RunTaskStimulus(string TaskId, string TaskName, IDictionary<string, object>? Payload);
