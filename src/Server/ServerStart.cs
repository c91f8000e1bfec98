using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Penstock.Server;

/// <summary>What the starter of a server decides beyond the configuration.</summary>
public sealed record ServerStart
{
    /// <summary>Where to listen instead of <c>server.listen</c>; port 0 takes a free one.</summary>
    public string? Listen { get; init; }

    /// <summary>Replaces or adds services, after all others are registered.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Where log lines go besides the runs' logs; nowhere when null.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
