using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Definitions;

/// <summary>Checks that a definition can run here, before anything of it runs.</summary>
public sealed class DefinitionValidator(ActivityRegistry activities, ExpressionRegistry expressions)
{
    /// <summary>All that is wrong; empty when it can run.</summary>
    public IReadOnlyList<DefinitionProblem> Validate(WorkflowDefinition definition) =>
        [
            .. Ids(definition),
            .. definition.Activities.SelectMany(Activity).Select(p => p with { IsOfActivity = true }),
            .. definition.Activities.SelectMany(FlowchartRules.Check),
        ];

    /// <exception cref="UsageException">It cannot run; the message names the file, each activity, and what to do.</exception>
    public void EnsureValid(WorkflowDefinition definition) => Ensure(definition, p => !p.IsWarning);

    /// <summary>Lets pass what stops single activities only: they may never be reached.</summary>
    /// <exception cref="UsageException">It cannot even begin; the message names the file, each activity, and what to
    /// do.</exception>
    public void EnsureStartable(WorkflowDefinition definition) =>
        Ensure(definition, p => p is { IsWarning: false, IsOfActivity: false });

    private void Ensure(WorkflowDefinition definition, Func<DefinitionProblem, bool> counts)
    {
        var problems = Validate(definition).Where(counts).ToList();
        if (problems.Count == 0)
            return;
        var first = problems[0];
        var file = definition.File ?? definition.DefinitionId;
        var more =
            problems.Count == 1
                ? ""
                : $" (and {problems.Count - 1} more: {string.Join("; ", problems.Skip(1).Take(9).Select(p => $"{p.Message}: {p.Activity}"))})";
        throw new UsageException(
            first.Message,
            first.Activity is null ? file + more : $"{file}, {first.Activity}{more}",
            first.Next
        );
    }

    private static IEnumerable<DefinitionProblem> Ids(WorkflowDefinition definition)
    {
        foreach (var node in definition.Activities.Where(a => a.Id.Length == 0))
            yield return new(node, "An activity has no id", "give it one that no other activity of the workflow has");
        foreach (
            var twins in definition
                .Activities.Where(a => a.Id.Length > 0)
                .GroupBy(a => a.Id, StringComparer.Ordinal)
                .Where(g => g.Count() > 1)
        )
            yield return new(
                twins.ElementAt(1),
                "Two activities have the same id",
                $"give one of {string.Join(" and ", twins.Select(t => t.Name ?? t.Type))} another id"
            );
    }

    private IEnumerable<DefinitionProblem> Activity(ActivityNode node)
    {
        if (!activities.TryFind(node.Type, node.Version, out var descriptor))
        {
            var near = activities.Near(node.Type).ToList();
            yield return new(
                node,
                $"There is no activity type {node.Type} here",
                near.Count == 0
                    ? "install the library that has it, or remove the activity"
                    : $"did you mean {string.Join(" or ", near)}?"
            );
            yield break;
        }
        foreach (var input in descriptor.Inputs.Where(i => i.IsWrapped))
        {
            var problem = Input(node, input);
            if (problem is not null)
                yield return problem;
        }
    }

    private DefinitionProblem? Input(ActivityNode node, InputDescriptor input)
    {
        var member = node.Json[input.JsonName];
        var expression = member is JsonObject wrapped ? wrapped.Object("expression") : null;
        if (expression is null && member is null or JsonObject)
            return input is { IsRequired: true, DefaultValue: null } ? Missing(node, input) : null;
        if (expression is null)
            return null;
        var read = Expression.Read(expression);
        if (expressions.WhyNot(read.Type) is { } reason)
            return new(
                node,
                $"Input {input.Name} uses a {read.Type} expression, which cannot be evaluated here: {reason}",
                $"use one of {string.Join(", ", expressions.Types)}"
            );
        var isEmpty =
            read.Value is null
            || read.Value is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0;
        return isEmpty && input is { IsRequired: true, DefaultValue: null } ? Missing(node, input) : null;
    }

    private static DefinitionProblem Missing(ActivityNode node, InputDescriptor input) =>
        new(
            node,
            $"Input {input.Name} ({input.DisplayName}) needs a value",
            $"set \"{input.JsonName}\" in the workflow"
        );
}
