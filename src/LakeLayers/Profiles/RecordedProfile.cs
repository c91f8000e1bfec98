namespace Penstock.LakeLayers.Profiles;

/// <summary>The profile of one snapshot.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="RunId">The run that published it.</param>
/// <param name="At">When.</param>
/// <param name="Profile">The figures.</param>
public sealed record RecordedProfile(long SnapshotId, Guid RunId, DateTimeOffset At, TableProfile Profile);
