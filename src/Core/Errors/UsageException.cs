namespace Penstock.Core.Errors;

/// <summary>
/// The caller asked for something that cannot be: an unknown name, a value out of range, a malformed file. Exit code 2.
/// </summary>
public sealed class UsageException(string what, string? subject = null, string? next = null, Exception? inner = null)
    : PenstockException(what, subject, null, next, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => 2;
}
