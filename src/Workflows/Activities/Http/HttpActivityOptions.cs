namespace Penstock.Workflows.Activities.Http;

/// <summary>Bounds of the HTTP activities. Register one to change them.</summary>
public sealed record HttpActivityOptions
{
    /// <summary>How long a request that an activity sends may take, its answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest answer in bytes that is read; a longer one is a fault.</summary>
    public long MaxResponseBytes { get; init; } = 64L << 20;

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
