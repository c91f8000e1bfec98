namespace Penstock.Workflows.Runtime;

/// <summary>What an execution of an activity is doing, or how it ended.</summary>
public enum ActivityStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>It runs, or one inside it does.</summary>
    Running,

    /// <summary>It is complete.</summary>
    Completed,

    /// <summary>It was stopped.</summary>
    Canceled,

    /// <summary>It threw, after all its retries.</summary>
    Faulted,
}
