using Penstock.Core.Errors;

namespace Penstock.Lineage.Transport;

/// <summary>Where and how lineage events go besides the metadata database.</summary>
public sealed record LineageTransportOptions
{
    /// <param name="url">The address that takes OpenLineage events, for instance
    /// <c>http://marquez:5000/api/v1/lineage</c>.</param>
    /// <param name="apiKey">A bearer token for it, already resolved; none when null.</param>
    /// <exception cref="UsageException">The address is no http(s) URL, or holds credentials.</exception>
    public LineageTransportOptions(string url, string? apiKey = null)
    {
        // The text itself is not repeated: it may be a secret that was put in the wrong place.
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0
        )
            throw new UsageException(
                "lineage.url is not an http:// or https:// address without credentials",
                "lineage.url",
                "mend lineage.url in penstock.yml; a token belongs in lineage.apiKey"
            );
        if (apiKey is not null && apiKey.Any(c => c is < '!' or > '~'))
            throw new UsageException(
                "lineage.apiKey holds characters that no bearer token has",
                "lineage.apiKey",
                "mend lineage.apiKey in penstock.yml"
            );
        Url = address;
        ApiKey = string.IsNullOrEmpty(apiKey) ? null : apiKey;
    }

    /// <summary>The address that takes the events.</summary>
    public Uri Url { get; }

    internal string? ApiKey { get; }

    /// <summary>The longest that one request may take. Default: 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often one event is tried again at once when the server does not answer or is out of order. Range 1 to 10. Default:
    /// 3.
    /// </summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first of these retries; it doubles, with jitter. Default: 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest that one delivery may take altogether; what is left goes with the next one. Default: 15 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Refusals in a row after which a delivery ends, for then it is hardly the events that are wrong. Default: 20.
    /// </summary>
    public int RefusalsInARow { get; init; } = 20;
}
