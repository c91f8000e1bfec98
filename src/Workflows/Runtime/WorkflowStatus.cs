namespace Penstock.Workflows.Runtime;

/// <summary>Whether a run has ended.</summary>
public enum WorkflowStatus
{
    /// <summary>It has not.</summary>
    Running,

    /// <summary>It has; the sub-status says how.</summary>
    Finished,
}
