namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>A script threw, or is none.</summary>
/// <param name="text">What it threw, for people; null when it cannot be shown.</param>
/// <param name="line">The line of the script, from 1; null when it is not known.</param>
/// <param name="hostError">The last error of a host call in this evaluation.</param>
internal sealed class ScriptFault(string? text, int? line, Exception? hostError = null)
    : Exception("A script failed", hostError)
{
    /// <summary>What it threw.</summary>
    public string? Text => text;

    /// <summary>Where.</summary>
    public int? Line => line;
}
