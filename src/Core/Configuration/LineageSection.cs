namespace Penstock.Core.Configuration;

/// <summary>The optional HTTP transport of lineage events.</summary>
public sealed record LineageSection
{
    /// <summary>
    /// The address that takes OpenLineage events, for instance <c>http://marquez:5000/api/v1/lineage</c>; none when null.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>A bearer token for it, as a reference.</summary>
    public string? ApiKey { get; init; }
}
