using Npgsql;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Cli;

/// <summary>
/// Errors that nobody foresaw where they came from, as those who see them can use them: no command ends with a bare exception.
/// </summary>
internal static class UnexpectedErrors
{
    private const string State = "What was not published is not there";

    public static PenstockException Explain(Exception error) =>
        error switch
        {
            PenstockException known => known,
            AggregateException { InnerExceptions.Count: 1 } one => Explain(one.InnerExceptions[0]),
            NpgsqlException database => OfDatabase(PostgresFault.Of(database), database),
            UnauthorizedAccessException => new PenstockException(
                "A file or folder may not be used",
                error.Message,
                State,
                "give whoever runs the command the right to it, then run it again",
                error
            ),
            _ when DiskFull.Is(error) => new PenstockException(
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

    /// <summary>
    /// Ends the process in the same way for what is thrown where no command can catch it: on other threads, before a command
    /// begins and after it ended.
    /// </summary>
    public static void Watch(bool json)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        {
            // The runtime would write the bare exception and abort.
            var error = Explain(
                thrown.ExceptionObject as Exception ?? new InvalidOperationException("not an exception")
            );
            new Printer(json).Error(error);
            Environment.Exit(error.ExitCode);
        };
        // Nobody waits for such a task any more; what it was for has ended one way or the other.
        TaskScheduler.UnobservedTaskException += (_, thrown) => thrown.SetObserved();
    }

    private static PenstockException OfDatabase(PostgresFault fault, Exception error) =>
        new(fault.What, fault.Said, State, fault.Next, error);

    private static string Place(Exception error) =>
        error.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Penstock.", StringComparison.Ordinal))?.Trim()
        ?? "no place is known";
}
