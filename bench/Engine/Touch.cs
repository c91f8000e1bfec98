using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Bench.Engine;

/// <summary>Work that takes no time, so that what is measured is the engine's part.</summary>
[Activity("Bench", "Bench", "Does nothing, as work.")]
public sealed class Touch : CodeActivity
{
    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) => context.SetCounter("touched", 1);
}
