namespace Penstock.Server.Elsa.Instances;

/// <summary>
/// How long a request that starts a run waits for its end, so that a short run is answered with its final state.
/// </summary>
internal sealed record StartWait
{
    /// <summary>The longest wait that a caller may ask for with <c>Prefer: wait=SECONDS</c> (RFC 7240).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The wait when the caller says nothing; one second unless configured.</summary>
    public TimeSpan Default { get; init; } = TimeSpan.FromSeconds(1);
}
