namespace Penstock.Workflows.Activities;

/// <summary>How an execution ended; each outcome is a port that arrows leave from.</summary>
public sealed record Outcomes(params IReadOnlyList<string> Names)
{
    /// <summary>The outcome of an activity that names none.</summary>
    public const string DoneName = "Done";

    /// <summary>Done alone.</summary>
    public static Outcomes Done { get; } = new(DoneName);

    /// <summary>No outcome: no arrow is followed.</summary>
    public static Outcomes None { get; } = new();
}
