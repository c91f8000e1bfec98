namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>What a New Object trigger looks for.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Name">The feed of landing or the table; empty for all.</param>
public sealed record NewObjectStimulus(string Zone, string Name);
