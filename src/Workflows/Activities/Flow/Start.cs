using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Marks where a flowchart starts.</summary>
[Activity("Elsa", "Flow", "Marks where a flowchart starts.")]
public sealed class Start : CodeActivity, IControlFlow, IStartNode;
