namespace Penstock.Server.Http;

/// <summary>Bounds of the HTTP endpoints of workflows. Register one to change them.</summary>
public sealed record HttpWorkflowOptions
{
    /// <summary>The path under which the endpoints are.</summary>
    public string BasePath { get; init; } = "/workflows/http";

    /// <summary>How many requests are worked on at once.</summary>
    public int MaxInFlight { get; init; } = 32;

    /// <summary>
    /// How many more wait for their turn; further ones are answered with 503 and <c>Retry-After</c>, and nothing of them is
    /// begun.
    /// </summary>
    public int MaxWaiting { get; init; } = 4_000;

    /// <summary>How long a caller waits for an answer when the endpoint says nothing.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The largest body in bytes when the endpoint says nothing.</summary>
    public long RequestSizeLimit { get; init; } = 16 << 20;
}
