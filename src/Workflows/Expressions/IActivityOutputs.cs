namespace Penstock.Workflows.Expressions;

/// <summary>What the activities of a run have given, for expressions that refer to another activity's output.</summary>
public interface IActivityOutputs
{
    /// <summary>
    /// The result of the activity that completed last and had one: its output <c>Result</c>, else its first output; null before.
    /// </summary>
    object? LastResult { get; }

    /// <summary>Finds an output of the latest execution of an activity.</summary>
    /// <param name="activityIdOrName">The activity's id or, failing that, its name; exact case.</param>
    /// <param name="output">The output's name in any case; null for <c>Result</c>, else the first.</param>
    /// <param name="value">The value; null when not found.</param>
    /// <returns>False when the activity has not completed, or has no such output.</returns>
    bool TryGet(string activityIdOrName, string? output, out object? value);
}
