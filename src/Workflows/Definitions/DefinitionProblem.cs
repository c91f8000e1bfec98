namespace Penstock.Workflows.Definitions;

/// <summary>Why a definition cannot run, or will not run as drawn.</summary>
/// <param name="Activity">The activity; null when the workflow itself is meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Next">What to do.</param>
public sealed record DefinitionProblem(ActivityNode? Activity, string Message, string Next)
{
    /// <summary>Whether it can run all the same: an arrow that leads nowhere is left out, as Elsa does.</summary>
    public bool IsWarning { get; init; }

    /// <summary>
    /// Whether it stops this activity alone: a run begins all the same and faults when it comes there, as with Elsa.
    /// </summary>
    public bool IsOfActivity { get; init; }

    /// <summary>Message and activity in one sentence.</summary>
    public string Text => Activity is null ? Message : $"{Message}: {Activity}";
}
