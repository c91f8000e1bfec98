using Penstock.Core.Steps;
using Penstock.Workflows.Runtime;

namespace Penstock.Pipelines.Backfills;

/// <summary>What to run again for which time.</summary>
/// <param name="Windows">The windows, in the order in which they run.</param>
public sealed record BackfillOptions(IReadOnlyList<TimeWindow> Windows)
{
    /// <summary>Values for further inputs and variables of the workflow.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// How many windows read their sources at the same time, 1 to 16; all else is done one window at a time. Default: 1.
    /// </summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Run windows also when they are done.</summary>
    public bool Again { get; init; }

    /// <summary>Watch the runs.</summary>
    public IReadOnlyList<IWorkflowObserver> Observers { get; init; } = [];

    /// <summary>How often to look whether a run that is in the way has ended. Default: 2 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);
}
