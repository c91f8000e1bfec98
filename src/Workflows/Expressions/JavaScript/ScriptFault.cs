namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>A script threw or was stopped.</summary>
/// <param name="description">What the prelude says of the error: JSON with message and line; null when it could not be asked.</param>
/// <param name="hostError">The last error of a host call in this evaluation.</param>
internal sealed class ScriptFault(string? description, Exception? hostError) : Exception("A script failed", hostError)
{
    /// <summary>JSON with <c>message</c> and <c>line</c>; null when the script was stopped.</summary>
    public string? Description { get; } = description;
}
