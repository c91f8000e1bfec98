using Penstock.Core.Errors;
using Penstock.Lineage.Transport;

namespace Penstock.Pipelines;

/// <summary>The lineage transport that a configuration names.</summary>
public static class LineageTransport
{
    /// <summary>A delivery to <c>lineage.url</c>; null when none is configured.</summary>
    /// <exception cref="UsageException">The address or the token is not understood.</exception>
    public static LineageDelivery? OpenLineageDelivery(this Platform platform)
    {
        var section = platform.Configuration.Options.Lineage;
        if (string.IsNullOrWhiteSpace(section.Url))
            return null;
        var key = section.ApiKey is { } reference ? platform.Configuration.Secrets.Resolve(reference) : null;
        return new LineageDelivery(platform.Metadata, new LineageTransportOptions(section.Url, key));
    }
}
