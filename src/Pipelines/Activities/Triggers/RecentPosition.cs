namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>How far a trigger has looked.</summary>
/// <param name="At">The time of the newest thing it has dealt with.</param>
/// <param name="Ids">Those of the last minutes before, because what commits late may bear an earlier time.</param>
public sealed record RecentPosition(DateTimeOffset At, IReadOnlyList<string> Ids);
