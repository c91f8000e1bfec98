namespace Penstock.Lineage.Transport;

/// <summary>What the other server's answer to one event means.</summary>
internal enum PostVerdict
{
    /// <summary>2xx.</summary>
    Accepted,

    /// <summary>It will not have this event (most of 4xx).</summary>
    Refused,

    /// <summary>It fails over this event, or over all of them (500): tried again, then taken for a refusal.</summary>
    Failing,

    /// <summary>
    /// No answer, too slow, or out of order for now (408, 425, 429, 502, 503, 504): tried again, then the delivery ends.
    /// </summary>
    Unavailable,

    /// <summary>The address or the token is wrong (3xx, 401, 404, 405, 407): no event would pass, the delivery ends.</summary>
    Misconfigured,
}
