namespace Penstock.Core.Configuration;

/// <summary>
/// How to reach a PostgreSQL database: a connection string, or a private cluster that commands start themselves.
/// </summary>
public sealed record DatabaseOptions
{
    /// <summary>An Npgsql connection string; the password as <c>${env:…}</c> or <c>${file:…}</c>.</summary>
    public string? Connection { get; init; }

    /// <summary>
    /// The folder of a private cluster on loopback that commands share: started when it is not running, stopped when nobody uses
    /// it. For one machine; ignored when <see cref="Connection"/> is set.
    /// </summary>
    public string? Embedded { get; init; }

    /// <summary>The database within the private cluster. Default: <c>penstock</c>.</summary>
    public string Database { get; init; } = "penstock";

    /// <summary>
    /// How long the server may be silent: a short statement may take no longer, and during a long one it has to work at it. 0:
    /// no limit. Default: a minute.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);
}
