namespace Penstock.Workflows.Activities.Events;

/// <summary>What an Event waits for.</summary>
/// <param name="EventName">The event's name.</param>
public sealed record EventStimulus(string EventName);
