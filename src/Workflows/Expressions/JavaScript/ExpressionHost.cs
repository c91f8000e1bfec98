using System.Globalization;
using System.Text.Json;
using Penstock.Core.Errors;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>What an expression reaches: variables, inputs, outputs and the identity of its run. Nothing of the machine.</summary>
/// <param name="context">The run and the variables in reach.</param>
/// <param name="maxLength">The longest value a script may set, in characters of JSON.</param>
/// <param name="setOutcomes">Takes the outcomes that a script chooses; null where it cannot.</param>
internal sealed class ExpressionHost(
    ExpressionExecutionContext context,
    int maxLength,
    Action<string[]>? setOutcomes = null
) : IScriptHost
{
    private WorkflowExecutionContext Workflow => context.Workflow;

    public List<Stream> Streams { get; } = [];

    public string? Call(string operation, string? first, string? second)
    {
        switch (operation)
        {
            case "get":
                return context.Memory.Find(first) is { } slot ? Encode(slot.Value) : null;
            case "set":
                return Set(first!, second!);
            case "names":
                return JsonSerializer.Serialize(context.Memory.All().Select(s => s.Definition.Name).Distinct());
            case "input":
                return Workflow.Input.TryGetValue(first!, out var input) ? Encode(input) : null;
            case "output":
                return Workflow.Outputs.TryGet(first!, second, out var output) ? Encode(output) : null;
            case "last":
                return Encode(Workflow.Outputs.LastResult);
            case "definitionId":
                return Workflow.Definition.DefinitionId;
            case "definitionVersionId":
                return Workflow.Definition.Id;
            case "definitionVersion":
                return Workflow.Definition.Version.ToString(CultureInfo.InvariantCulture);
            case "instanceId":
                return Workflow.Id;
            case "name":
                return Workflow.Name;
            case "setName":
                Workflow.Name = first;
                return null;
            case "correlationId":
                return Workflow.CorrelationId;
            case "setCorrelationId":
                Workflow.CorrelationId = first;
                return null;
            case "outcomes":
                setOutcomes?.Invoke(JsonSerializer.Deserialize<string[]>(first!)!);
                return null;
            default:
                return ScriptHelpers.Call(operation, first!, Streams, maxLength);
        }
    }

    private string Encode(object? value) => ScriptValues.Encode(value, Streams);

    private string? Set(string name, string value)
    {
        var slot =
            context.Memory.Find(name)
            ?? throw new UsageException(
                $"There is no variable {name} in reach",
                name,
                "declare it in the workflow's variables"
            );
        if (value.Length > maxLength)
            throw new UsageException(
                $"The value for variable {name} has {value.Length:N0} characters; the limit is {maxLength:N0}",
                name,
                "keep data in the lake, and its address in the variable"
            );
        slot.Value = ScriptValues.Decode(value, typeof(object), Streams);
        return null;
    }
}
