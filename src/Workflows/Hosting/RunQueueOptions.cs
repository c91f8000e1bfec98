namespace Penstock.Workflows.Hosting;

/// <summary>Bounds of the queue of runs. Register one to change them.</summary>
public sealed record RunQueueOptions
{
    /// <summary>How many runs go on at once in this process; 1 to 10,000.</summary>
    public int MaxLive { get; init; } = 32;

    /// <summary>
    /// How many runs may wait; more are refused, so that workflows that start each other without end are stopped.
    /// </summary>
    public int MaxWaiting { get; init; } = 200_000;

    /// <summary>How often it looks for runs that other processes left.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
