using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>
/// Where a running flowchart stands: decides what runs next when an activity has ended. Activities are given by their place.
/// </summary>
internal interface IFlow : IStateObject
{
    /// <summary>Activities to run now, in order.</summary>
    Queue<int> ToRun { get; }

    /// <summary>Activities whose executions are to be stopped, because nothing waits for them any more.</summary>
    Queue<int> ToCancel { get; }

    /// <summary>Notes that an activity runs.</summary>
    void Enter(int node);

    /// <summary>Notes that an activity has ended with these outcomes, and finds what runs next.</summary>
    void Leave(int node, IReadOnlyCollection<string> outcomes);
}
