using Npgsql;
using Penstock.Core.Errors;

namespace Penstock.Cli;

/// <summary>
/// Errors that nobody foresaw where they came from, as those who see them can use them: no command ends with a bare exception.
/// </summary>
internal static class UnexpectedErrors
{
    private const int DiskFull = 28; // ENOSPC of errno.h
    private const string State = "What was not published is not there";

    public static PenstockException Explain(Exception error) =>
        error switch
        {
            PenstockException known => known,
            AggregateException { InnerExceptions.Count: 1 } one => Explain(one.InnerExceptions[0]),
            NpgsqlException => new PenstockException(
                "A PostgreSQL database failed or cannot be reached",
                error.Message,
                State,
                "penstock doctor",
                error
            ),
            UnauthorizedAccessException => new PenstockException(
                "A file or folder may not be used",
                error.Message,
                State,
                "give whoever runs the command the right to it, then run it again",
                error
            ),
            IOException when (error.HResult & 0xFFFF) == DiskFull => new PenstockException(
                "A disk is full",
                error.Message,
                State,
                "make room, then run the same command again: it goes on from what was published",
                error
            ),
            IOException => new PenstockException(
                "A file could not be read or written",
                error.Message,
                State,
                "look at the file that is named, then run the same command again",
                error
            ),
            _ => new PenstockException(
                "An error that Penstock does not know ended the command",
                $"{error.GetType().Name}: {error.Message} ({Place(error)})",
                State,
                "run the same command again; when it ends so again, report these lines",
                error
            ),
        };

    private static string Place(Exception error) =>
        error.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Penstock.", StringComparison.Ordinal))?.Trim()
        ?? "no place is known";
}
