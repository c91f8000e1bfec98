namespace Penstock.Core.Errors;

/// <summary>
/// An error made for the person who reads it: what happened, to which object or row, what state the data is in,
/// and which command to run next. Everything that Penstock itself detects is thrown as this type or a subclass;
/// other exceptions are faults of the program or of the machine.
/// </summary>
public class PenstockException : Exception
{
    /// <param name="what">What happened, one sentence without a trailing full stop.</param>
    /// <param name="subject">The object, row, file, table or key it happened to; never a secret.</param>
    /// <param name="state">What state the data is in now, for instance "nothing was published".</param>
    /// <param name="next">The next command to try, for instance <c>penstock doctor</c>.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public PenstockException(
        string what,
        string? subject = null,
        string? state = null,
        string? next = null,
        Exception? inner = null
    )
        : base(Compose(what, subject, state, next), inner)
    {
        What = what;
        Subject = subject;
        State = state;
        Next = next;
    }

    /// <summary>What happened.</summary>
    public string What { get; }

    /// <summary>The object, row, file, table or key it happened to.</summary>
    public string? Subject { get; }

    /// <summary>What state the data is in.</summary>
    public string? State { get; }

    /// <summary>The next command to try.</summary>
    public string? Next { get; }

    /// <summary>The exit code of the command line for this error: 1 failed, 2 usage, 3 contract breach.</summary>
    public virtual int ExitCode => 1;

    /// <summary>Whether the same call may succeed when it is simply tried again.</summary>
    public virtual bool IsTransient => false;

    private static string Compose(string what, string? subject, string? state, string? next)
    {
        var text = subject is null ? what : $"{what}: {subject}";
        if (state is not null)
            text += $". {state}";
        if (next is not null)
            text += $". Next: {next}";
        return text;
    }
}
