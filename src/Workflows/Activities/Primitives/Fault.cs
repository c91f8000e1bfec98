using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Faults on purpose.</summary>
[Activity("Elsa", "Primitives", "Faults the workflow on purpose.")]
public sealed class Fault : Activity, IInPlace
{
    /// <summary>A code for programs.</summary>
    [Input(Description = "A code for programs.")]
    public Input<string> Code { get; set; } = new();

    /// <summary>What kind of matter it is about.</summary>
    [Input(Description = "What kind of matter it is about.")]
    public Input<string> Category { get; set; } = new();

    /// <summary>What kind of fault it is.</summary>
    [Input(Description = "What kind of fault it is.")]
    public Input<string> FaultType { get; set; } = new();

    /// <summary>What happened.</summary>
    [Input(Description = "What happened.")]
    public Input<string> Message { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        context.JournalData[nameof(Code)] = context.Get(Code);
        context.JournalData[nameof(Category)] = context.Get(Category);
        context.JournalData[nameof(FaultType)] = context.Get(FaultType);
        throw new PenstockException(context.Get(Message) ?? "The workflow faulted on purpose", context.Get(Code));
    }
}
