using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities;

/// <summary>
/// One execution of one activity: its inputs, outputs, variables, services, and how it says that it is complete.
/// </summary>
public sealed partial class ActivityExecutionContext
{
    private readonly ActivityBlueprint _blueprint;

    /// <summary>This execution (UUID version 7); steps use it as their lineage run id.</summary>
    public Guid ExecutionId { get; }

    /// <summary>This execution as text.</summary>
    public string Id => ExecutionId.ToString();

    /// <summary>The activity.</summary>
    public IActivity Activity => _blueprint.Activity;

    /// <summary>What is known about its type.</summary>
    public ActivityDescriptor ActivityDescriptor => _blueprint.Descriptor;

    /// <summary>The activity's node in the definition.</summary>
    public ActivityNode Node => _blueprint.Node;

    /// <summary>The execution around this one; null for the root.</summary>
    public ActivityExecutionContext? ParentActivityExecutionContext { get; }

    /// <summary>The run.</summary>
    public WorkflowExecutionContext WorkflowExecutionContext { get; }

    /// <summary>What it is doing or how it ended.</summary>
    public ActivityStatus Status { get; internal set; } = ActivityStatus.Pending;

    /// <summary>Ends when the run or this branch is cancelled, or a time limit of the activity is over.</summary>
    public CancellationToken CancellationToken { get; internal set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => WorkflowExecutionContext.Time;

    /// <summary>The variables in reach.</summary>
    public MemoryScope Memory { get; internal set; }

    /// <summary>What the resume brought that this execution goes on with; empty otherwise.</summary>
    public IReadOnlyDictionary<string, object?> ResumeInput { get; internal set; } = new Dictionary<string, object?>();

    /// <summary>Whether this activity is the trigger that started the run; then it need not wait.</summary>
    public bool IsTriggerOfWorkflow =>
        WorkflowExecutionContext.TriggerActivityId is { } trigger && trigger == Activity.Id;

    /// <summary>Notes for the journal.</summary>
    public JsonObject JournalData { get; } = [];

    /// <summary>The value of an input in this execution; the type's default when the definition gives none.</summary>
    public T? Get<T>(Input<T>? input) =>
        input is not null && _inputs.TryGetValue(input, out var value) ? (T?)value : default;

    /// <summary>Writes an output, and the variable or workflow output that it is bound to.</summary>
    public void Set<T>(Output<T>? output, T? value, [CallerArgumentExpression(nameof(output))] string name = "") =>
        SetOutput(output, value, name);

    /// <summary>Completes this execution with the outcome Done.</summary>
    public ValueTask CompleteActivityAsync() => CompleteActivityWithOutcomesAsync(Outcomes.DoneName);

    /// <summary>Completes this execution; the arrows that leave from these outcomes are followed.</summary>
    public ValueTask CompleteActivityWithOutcomesAsync(params string[] outcomes)
    {
        CompletionRequest = new Outcomes(outcomes);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs an activity inside this one.</summary>
    /// <param name="activity">One of this activity's slots; null does nothing.</param>
    /// <param name="completionCallback">Told when it is complete.</param>
    /// <param name="variables">Variables that it and those inside it see, with their values.</param>
    public ValueTask ScheduleActivityAsync(
        IActivity? activity,
        ActivityCompletionCallback? completionCallback = null,
        IEnumerable<KeyValuePair<string, object?>>? variables = null
    )
    {
        if (activity is not null)
            PendingChildren.Add(new(activity, completionCallback, variables));
        return ValueTask.CompletedTask;
    }

    /// <summary>A service; missing ones throw.</summary>
    public T GetRequiredService<T>()
        where T : notnull => WorkflowExecutionContext.Services.GetRequiredService<T>();

    /// <summary>A service, or null.</summary>
    public T? GetService<T>() => WorkflowExecutionContext.Services.GetService<T>();

    /// <summary>The value of a variable in reach, by name or id; the type's default when there is none.</summary>
    public T? GetVariable<T>(string name) =>
        (T?)Expressions.ValueConverter.Convert(Memory.Find(name)?.Value, typeof(T));

    /// <summary>Writes a variable in reach, by name or id.</summary>
    /// <exception cref="Penstock.Core.Errors.UsageException">There is no such variable.</exception>
    public void SetVariable(string name, object? value) =>
        (
            Memory.Find(name)
            ?? throw new Core.Errors.UsageException(
                "There is no such variable in reach of the activity",
                $"{name}, {Node}",
                "declare it in the workflow's variables"
            )
        ).Value = value;

    /// <summary>The value of a workflow input, or the type's default.</summary>
    public T? GetWorkflowInput<T>(string name) =>
        (T?)Expressions.ValueConverter.Convert(WorkflowExecutionContext.Input.GetValueOrDefault(name), typeof(T));

    /// <summary>Whether an arrow leaves this activity from that outcome: then somebody has thought of it.</summary>
    public bool HasConnection(string outcome) =>
        Node.Parent?.Connections.Any(c =>
            c.Source == Node.Id && c.Port.Equals(outcome, StringComparison.OrdinalIgnoreCase)
        )
        ?? false;

    /// <summary>
    /// Records something that went wrong without faulting this execution: an activity that completes with an outcome such as
    /// Failed says so here, so that the failure is seen.
    /// </summary>
    public void AddIncident(Exception exception)
    {
        lock (_gate)
            Incidents.Add(exception);
    }

    private void SetOutput(Output? output, object? value, string name)
    {
        var key = output is { Name.Length: > 0 } ? output.Name : name.Split('.')[^1];
        lock (_gate)
            Outputs[key] = value;
        if (output?.MemoryReference is not { } reference)
            return;
        if (Memory.Find(reference) is { } variable)
            variable.Value = value;
        else
            WorkflowExecutionContext.Output[reference] = value;
    }
}
