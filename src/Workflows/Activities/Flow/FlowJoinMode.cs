namespace Penstock.Workflows.Activities.Flow;

/// <summary>When a join lets the flow pass.</summary>
public enum FlowJoinMode
{
    /// <summary>At the first arrow that is followed; what runs on the other ways to it is cancelled.</summary>
    WaitAny,

    /// <summary>When all its arrows are followed.</summary>
    WaitAll,

    /// <summary>When all its arrows are followed or can no longer be, and at least one is.</summary>
    WaitAllActive,
}
