using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// The functions generated from names: <c>getCount()</c> and <c>setCount(v)</c> of a variable Count, <c>getRunDate()</c> of an
/// input
/// runDate, <c>getFilesFromFetch1()</c> of the output Files of an activity named Fetch1. Only those that the script names are
/// made.
/// </summary>
internal static partial class Accessors
{
    /// <summary>What the prelude's <c>begin</c> reads; null when the script names none.</summary>
    public static string? For(
        string source,
        ExpressionExecutionContext context,
        ActivityRegistry activities,
        bool hasOutcomes
    )
    {
        List<string?[]>? found = hasOutcomes
            ?
            [
                ["setOutcome", "outcome"],
                ["setOutcomes", "outcomes"],
            ]
            : null;
        foreach (var name in AccessorName().Matches(source).Select(m => m.Value).Distinct())
        {
            if (Find(name, context, activities) is { } accessor)
                (found ??= []).Add([name, .. accessor]);
        }
        return found is null ? null : JsonSerializer.Serialize(found);
    }

    /// <summary>
    /// The name that accessors call a variable, an input or an activity: capital first letters, other signs left out.
    /// </summary>
    public static string Pascal(string name) => WordStart().Replace(name, m => m.Groups[1].Value.ToUpperInvariant());

    /// <summary>The outputs of the activities of a definition that have a name.</summary>
    public static IEnumerable<(ActivityNode Activity, OutputDescriptor Output)> Outputs(
        WorkflowDefinition definition,
        ActivityRegistry activities
    ) =>
        definition
            .Activities.Where(a => a.Name is not null)
            .SelectMany(a =>
                activities.TryFind(a.Type, a.Version, out var descriptor) ? descriptor.Outputs.Select(o => (a, o)) : []
            );

    private static string?[]? Find(string name, ExpressionExecutionContext context, ActivityRegistry activities)
    {
        var (isSet, rest) = (name[0] == 's', name[3..]);
        if (context.Memory.All().FirstOrDefault(s => Pascal(s.Definition.Name) == rest) is { } slot)
            return [isSet ? "set" : "get", slot.Definition.Name];
        if (isSet)
            return null;
        if (context.Workflow.Input.Keys.FirstOrDefault(k => Pascal(k) == rest) is { } input)
            return ["input", input];
        if (!rest.Contains("From", StringComparison.Ordinal))
            return null;
        foreach (var (activity, output) in Outputs(context.Workflow.Definition, activities))
        {
            if ($"{output.Name}From{Pascal(activity.Name!)}" == rest)
                return ["output", activity.Id, output.Name];
        }
        return null;
    }

    [GeneratedRegex(@"\b[gs]et\w+")]
    private static partial Regex AccessorName();

    [GeneratedRegex(@"(?:^|[\s_\-.]+)(\w?)")]
    private static partial Regex WordStart();
}
