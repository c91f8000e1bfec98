using System.Data;
using Npgsql;
using Penstock.Core.Errors;

namespace Penstock.Warehouse.Loads;

/// <summary>Turns PostgreSQL's errors into ones that say what they mean for the load.</summary>
internal static class LoadFault
{
    private const string RolledBack = "The whole load was rolled back; the warehouse is as it was before";

    /// <summary>The error to throw instead, or null when the original says enough.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="connection">The load's connection.</param>
    /// <param name="place">What was being done, for instance <c>warehouse.fact_transaction</c>.</param>
    public static PenstockException? Explain(Exception error, NpgsqlConnection? connection, string place)
    {
        if (error is PenstockException or OperationCanceledException)
            return null;
        if (error is PostgresException e && ExplainState(e, place) is { } explained)
            return explained;
        if (
            error is NpgsqlException { IsTransient: true }
            || connection is { State: not ConnectionState.Open }
            || error is IOException
        )
            return Lost(error, place);
        return error is NpgsqlException
            ? new PenstockException(
                "The warehouse could not be loaded",
                $"{place}: {error.Message}",
                RolledBack,
                "penstock doctor",
                error
            )
            : null;
    }

    /// <summary>The connection went away while the load was being committed: only the server knows whether it was.</summary>
    public static TransientException LostAtCommit(Exception error, string place) =>
        new(
            "The connection to the warehouse was lost while the load was being committed",
            $"{place}: {error.Message}",
            "Either all of the load is in the warehouse or nothing of it; the load markers know",
            "run the workflow again: it loads what is missing",
            error
        );

    private static PenstockException? ExplainState(PostgresException e, string place)
    {
        var subject =
            $"{(e.TableName is { Length: > 0 } t ? $"{e.SchemaName}.{t}" : place)}: {e.Detail ?? e.MessageText}";
        return e.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation => new(
                "Two rows of the snapshot have the same key",
                subject,
                RolledBack,
                "make the key of the table in the schema file complete, or the model's rows unique, then run again",
                e
            ),
            PostgresErrorCodes.CardinalityViolation => new(
                "Two rows of the snapshot have the same key",
                $"{place}: {e.MessageText}",
                RolledBack,
                "make the key of the table in the schema file complete, or the model's rows unique, then run again",
                e
            ),
            PostgresErrorCodes.NotNullViolation => new(
                "A row of the snapshot has no value in a key column",
                $"{place}, column {e.ColumnName}",
                RolledBack,
                "leave the row out or give it a key in the model, then run again",
                e
            ),
            PostgresErrorCodes.ForeignKeyViolation => new(
                "A row is still referred to, or refers to nothing",
                subject,
                RolledBack,
                "look at the table the message names: it may be one that Penstock does not load",
                e
            ),
            PostgresErrorCodes.LockNotAvailable => new TransientException(
                "A lock on the warehouse was not given in time",
                place,
                RolledBack,
                "wait for the other load, or end the session that holds the lock (SELECT * FROM pg_locks WHERE NOT granted), then run again",
                e
            ),
            PostgresErrorCodes.InsufficientPrivilege => new(
                $"The warehouse's user may not do this: {e.MessageText}",
                place,
                RolledBack,
                "grant it CREATE on the database and USAGE, CREATE on the schema",
                e
            ),
            PostgresErrorCodes.DiskFull => new(
                "The warehouse's disk is full",
                $"{place}: {e.MessageText}",
                RolledBack,
                "make room there, then run again",
                e
            ),
            var s
                when s.StartsWith("57P", StringComparison.Ordinal)
                    || s.StartsWith("08", StringComparison.Ordinal)
                    || s == PostgresErrorCodes.TooManyConnections => Lost(e, place),
            _ => new(
                $"PostgreSQL refused a part of the load: {e.MessageText}",
                subject,
                RolledBack,
                "penstock doctor",
                e
            ),
        };
    }

    private static TransientException Lost(Exception error, string place) =>
        new(
            "The connection to the warehouse was lost in the middle of the load",
            $"{place}: {error.Message}",
            RolledBack,
            "run the workflow again when PostgreSQL is back",
            error
        );
}
