namespace Penstock.Workflows.Runtime;

/// <summary>What a run is doing, or how it ended.</summary>
public enum WorkflowSubStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Activities run.</summary>
    Executing,

    /// <summary>It waits for something outside.</summary>
    Suspended,

    /// <summary>All is done.</summary>
    Finished,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>It ended with a fault, or its process did.</summary>
    Faulted,

    /// <summary>Its process stopped in an orderly way and it will be resumed.</summary>
    Interrupted,
}
