using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>Gives the values that a run was started with to the workflow's inputs and variables.</summary>
internal static class RunArguments
{
    /// <param name="definition">The workflow.</param>
    /// <param name="values">Values that people give: each must be known to the workflow.</param>
    /// <param name="brought">Values that a trigger or another run brings: unknown ones are kept.</param>
    /// <exception cref="UsageException">The workflow has neither input nor variable of a name, or a value cannot be read as its
    /// type.</exception>
    public static (IReadOnlyDictionary<string, object?> Input, MemoryScope Memory) Bind(
        WorkflowDefinition definition,
        IReadOnlyDictionary<string, object?> values,
        IReadOnlyDictionary<string, object?> brought
    )
    {
        var memory = new MemoryScope(definition.Variables, null);
        var input = definition.Inputs.ToDictionary(
            i => i.Name,
            i => Convert(i.Name, i.DefaultValue, i.Type, i.IsArray),
            StringComparer.Ordinal
        );
        foreach (var (name, value) in brought)
        {
            var known = definition.Inputs.FirstOrDefault(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            input[known?.Name ?? name] = known is null ? value : Convert(name, value, known.Type, known.IsArray);
        }
        foreach (var (name, value) in values)
        {
            if (
                definition.Inputs.FirstOrDefault(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is
                { } declared
            )
                input[declared.Name] = Convert(name, value, declared.Type, declared.IsArray);
            else if (
                memory.Slots.FirstOrDefault(s => s.Definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is
                { } slot
            )
                slot.Value = Convert(name, value, slot.Definition.TypeName, slot.Definition.IsArray);
            else
                throw Unknown(definition, name);
        }
        return (input, memory);
    }

    private static object? Convert(string name, object? value, string type, bool isArray)
    {
        try
        {
            return value is null ? null : ValueConverter.Convert(value, TypeAliases.TypeOf(type, isArray));
        }
        catch (UsageException e)
        {
            var shown = Secrets.IsSecretName(name) ? Secrets.Masked : e.Subject;
            throw new UsageException(
                $"The value of {name} cannot be read as {type}",
                shown,
                $"--var {name}=<{type}>",
                Secrets.IsSecretName(name) ? null : e
            );
        }
    }

    private static UsageException Unknown(WorkflowDefinition definition, string name)
    {
        var known = definition
            .Inputs.Select(i => i.Name)
            .Concat(definition.Variables.Select(v => v.Name))
            .Order(StringComparer.Ordinal)
            .ToList();
        return new UsageException(
            "The workflow has no input or variable of this name",
            $"{name} of {definition.DefinitionId}",
            known.Count == 0 ? "run it without --var" : $"use one of {string.Join(", ", known)}"
        );
    }
}
