using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;

namespace Penstock.Server.Hosting;

/// <summary>
/// Believes forwarded headers of the configured proxies alone: otherwise anybody could choose the address that is counted at
/// sign-in.
/// </summary>
internal sealed class TrustedProxies(ServerSection section) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        var proxies = (section.TrustedProxies ?? "").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(
                IPAddress.TryParse(proxy, out var address)
                    ? address
                    : throw new UsageException(
                        "server.trustedProxies holds no IP address",
                        proxy,
                        "mend the configuration"
                    )
            );
        }
        options.ForwardedHeaders =
            proxies.Length == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
    }
}
