using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>A run to be begun later, by this process or another.</summary>
/// <param name="Run">The run.</param>
/// <param name="Definition">What is to run.</param>
/// <param name="State">What it is given, as the state that it begins with.</param>
public sealed record QueuedRun(RunRecord Run, WorkflowDefinition Definition, string State);
