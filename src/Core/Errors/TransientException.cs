namespace Penstock.Core.Errors;

/// <summary>A failure of a remote party that may be gone at the next try: a cut connection, a time-out, a busy server.</summary>
public sealed class TransientException(
    string what,
    string? subject = null,
    string? state = null,
    string? next = null,
    Exception? inner = null
) : PenstockException(what, subject, state, next, inner)
{
    /// <summary>Whether the server is there and asks to come later: then it is worth to wait for it.</summary>
    public bool IsBusy { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
