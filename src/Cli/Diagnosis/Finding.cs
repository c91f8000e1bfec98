namespace Penstock.Cli.Diagnosis;

/// <summary>What one check found.</summary>
/// <param name="What">What was checked.</param>
/// <param name="IsHealthy">Whether it is as it should be.</param>
/// <param name="Detail">The version or address found, or what is wrong.</param>
/// <param name="Next">How to mend it; null when there is nothing to mend.</param>
internal sealed record Finding(string What, bool IsHealthy, string Detail, string? Next = null);
