using Npgsql;

namespace Penstock.Core.Metadata;

/// <summary>What an error of PostgreSQL means for people, and what helps against this one.</summary>
/// <param name="What">What happened.</param>
/// <param name="Said">What PostgreSQL, its driver or the system said.</param>
/// <param name="Next">What helps.</param>
/// <param name="IsTransient">Whether the same may succeed later.</param>
public sealed record PostgresFault(string What, string Said, string Next, bool IsTransient)
{
    /// <summary>Explains an error of any PostgreSQL database that a configuration names.</summary>
    public static PostgresFault Of(NpgsqlException error) =>
        error is PostgresException refused ? OfServer(refused) : OfConnection(error);

    private static PostgresFault OfServer(PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                "PostgreSQL refused the login",
                e.MessageText,
                "correct user and password of the connection in penstock.yml",
                false
            ),
            PostgresErrorCodes.InvalidCatalogName => new(
                "There is no such PostgreSQL database",
                e.MessageText,
                "create the database, or name another one in the connection in penstock.yml",
                false
            ),
            PostgresErrorCodes.InsufficientPrivilege => new(
                "The PostgreSQL role may not do this",
                e.MessageText,
                "grant it the right, or name another user in the connection in penstock.yml",
                false
            ),
            PostgresErrorCodes.DiskFull => new(
                "The disk of a PostgreSQL server is full",
                e.MessageText,
                "make room on the database's disk, then run the same command again",
                false
            ),
            PostgresErrorCodes.TooManyConnections => new(
                "PostgreSQL has no connection left to give",
                e.MessageText,
                "end other clients, or raise max_connections of the server, then run the same command again",
                true
            ),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => new(
                "PostgreSQL was stopped, or the session was ended there",
                e.MessageText,
                "run the same command again when PostgreSQL is back",
                true
            ),
            PostgresErrorCodes.CannotConnectNow => new(
                "PostgreSQL is starting, stopping or recovering",
                e.MessageText,
                "wait until it takes connections, then run the same command again",
                true
            ),
            PostgresErrorCodes.QueryCanceled => new(
                "PostgreSQL ended a statement",
                e.MessageText,
                "look for statement_timeout of the role or the database, then run the same command again",
                true
            ),
            "08P01" when e.MessageText.Contains("startup parameter", StringComparison.Ordinal) => new(
                "A pooler in front of PostgreSQL does not pass on how long silence may last",
                e.MessageText,
                "add options to ignore_startup_parameters of pgbouncer.ini, or set silence: 0 beside the connection in penstock.yml",
                false
            ),
            _ => new($"PostgreSQL refused a statement ({e.SqlState})", e.MessageText, "penstock doctor", e.IsTransient),
        };

    private static PostgresFault OfConnection(NpgsqlException e) =>
        e.InnerException is TimeoutException
            ? new(
                "PostgreSQL is silent",
                e.Message,
                "look whether the server and the way to it are well (penstock doctor), then run the same command again",
                true
            )
            : new(
                "A PostgreSQL database cannot be reached, or the connection to it broke",
                e.Message,
                "start PostgreSQL, or mend the connection in penstock.yml; penstock doctor tells whether it is there",
                true
            );
}
