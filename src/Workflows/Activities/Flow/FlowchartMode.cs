namespace Penstock.Workflows.Activities.Flow;

/// <summary>How a flowchart decides what runs next.</summary>
public enum FlowchartMode
{
    /// <summary>
    /// By what was visited and followed: several arrows into one activity are joined, and paths that nothing comes from are
    /// dead.
    /// </summary>
    CounterBased,

    /// <summary>By tokens that travel along followed arrows; each activity says how those that meet are merged.</summary>
    TokenBased,
}
