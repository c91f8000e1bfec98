namespace Penstock.Core.Configuration;

/// <summary>
/// How to reach a PostgreSQL database: a connection string, or a private cluster that commands start themselves.
/// </summary>
public sealed record DatabaseOptions
{
    /// <summary>An Npgsql connection string; the password as <c>${env:…}</c> or <c>${file:…}</c>.</summary>
    public string? Connection { get; init; }

    /// <summary>
    /// The folder of a private cluster on loopback, started when it is not running. For one machine; ignored when <see
    /// cref="Connection"/> is set.
    /// </summary>
    public string? Embedded { get; init; }

    /// <summary>The database within the private cluster. Default: <c>penstock</c>.</summary>
    public string Database { get; init; } = "penstock";
}
