using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Flow;

/// <summary>Completes the flowchart it is in at once; what runs in it is cancelled.</summary>
[Activity("Elsa", "Flow", "Completes the flowchart at once.")]
public sealed class End : CodeActivity, IControlFlow, ITerminalNode;
