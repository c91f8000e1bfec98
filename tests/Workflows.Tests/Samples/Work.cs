using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>An activity whose test decides when it ends, how, and how often it fails first.</summary>
[Activity("Test", "Testing", "Does what its test wants.")]
[FlowNode("Done", "Failed")]
public sealed class Work(Gate gate) : CodeActivity
{
    [Input(Description = "Wait for the gate.", DefaultValue = false)]
    public Input<bool> Wait { get; set; } = new();

    [Input(Description = "The outcome.", DefaultValue = "Done", Options = new[] { "Done", "Failed" })]
    public Input<string> Outcome { get; set; } = new();

    [Input(Description = "Hidden.", IsSensitive = true)]
    public Input<string> Secret { get; set; } = new();

    [Input(Description = "Fails with a usage error.")]
    public Input<bool> Misused { get; set; } = new(false);

    [Output(Description = "How often it ran.")]
    public Output<int> Count { get; set; } = new();

    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        gate.Log.Enqueue(Name!);
        if (context.Get(Wait))
            await gate.PassAsync(Name!, context.CancellationToken);
        if (context.Get(Misused))
            throw new UsageException("Misused", Name);
        if (gate.FailsNow(Name!))
            throw new TransientException("Failed on purpose", Name);
        context.SetCounter("files", 3);
        context.ReportProgress(new(10, 1_000));
        context.Set(Count, gate.Log.Count(n => n == Name));
        await context.CompleteActivityWithOutcomesAsync(context.Get(Outcome)!);
    }
}
