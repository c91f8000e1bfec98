namespace Penstock.Workflows.Journal;

/// <summary>What a process learns about its run from outside.</summary>
/// <param name="IsOurs">Whether it is still this process's.</param>
/// <param name="IsCancelRequested">Whether somebody wants it cancelled.</param>
/// <param name="HasMessages">Whether something has come to resume it.</param>
public sealed record RunPulseResult(bool IsOurs, bool IsCancelRequested = false, bool HasMessages = false)
{
    /// <summary>All is as it was.</summary>
    public static RunPulseResult Quiet { get; } = new(true);
}
