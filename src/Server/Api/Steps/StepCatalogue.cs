using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;

namespace Penstock.Server.Api.Steps;

/// <summary>The steps that can be called alone: every activity of ours. What Elsa has too is the caller's own business.</summary>
internal sealed class StepCatalogue(ActivityRegistry registry)
{
    /// <summary>The newest version of each, by type name.</summary>
    public IEnumerable<ActivityDescriptor> Steps =>
        registry
            .Descriptors.Where(d =>
                !d.TypeName.StartsWith("Elsa.", StringComparison.Ordinal)
                && !typeof(WorkflowDefinitionActivity).IsAssignableFrom(d.ClrType)
            )
            .GroupBy(d => d.TypeName)
            .Select(g => g.MaxBy(d => d.Version)!);

    /// <summary>A step by its type name, whole or its last part, in any case.</summary>
    /// <exception cref="UsageException">There is none, or the short name fits several.</exception>
    public ActivityDescriptor Find(string name) =>
        Steps.Where(s => s.TypeName.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList() is [var exact]
            ? exact
            : Steps.Where(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList() switch
            {
                [var one] => one,
                [] => throw new UsageException("There is no such step", name, "look at GET /api/steps"),
                _ => throw new UsageException(
                    "The name fits several steps",
                    name,
                    "give the whole type name, see GET /api/steps"
                ),
            };

    /// <summary>A workflow of that one step with these inputs.</summary>
    /// <exception cref="UsageException">The step has no input of a name.</exception>
    public static WorkflowDefinition Definition(ActivityDescriptor step, JsonObject inputs)
    {
        var activity = new JsonObject
        {
            ["id"] = "step",
            ["name"] = step.Name,
            ["type"] = step.TypeName,
            ["version"] = step.Version,
        };
        foreach (var (name, value) in inputs)
        {
            var input =
                step.Inputs.FirstOrDefault(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException(
                    "The step has no such input",
                    $"{name} of {step.TypeName}",
                    $"use some of {string.Join(", ", step.Inputs.Select(i => i.Name))}"
                );
            activity[input.JsonName] = !input.IsWrapped
                ? value?.DeepClone()
                : new JsonObject
                {
                    ["typeName"] = input.TypeName,
                    ["expression"] = value is JsonObject or JsonArray
                        ? new JsonObject { ["type"] = "Object", ["value"] = value.ToJsonString() }
                        : new JsonObject { ["type"] = "Literal", ["value"] = value?.DeepClone() },
                };
        }
        return DefinitionReader.Parse(
            new JsonObject
            {
                ["definitionId"] = $"step:{step.TypeName}",
                ["id"] = $"step:{step.TypeName}:{step.Version}",
                ["version"] = step.Version,
                ["name"] = step.DisplayName,
                ["isSystem"] = true,
                ["root"] = activity,
            }.ToJsonString()
        );
    }
}
