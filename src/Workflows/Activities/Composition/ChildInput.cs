namespace Penstock.Workflows.Activities.Composition;

/// <summary>What a child is given: what the activity says, and who started it.</summary>
internal static class ChildInput
{
    public static Dictionary<string, object?> Of(ActivityExecutionContext context, IDictionary<string, object>? given)
    {
        var input = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in given ?? new Dictionary<string, object>())
            input[name] = value;
        input["ParentInstanceId"] = context.WorkflowExecutionContext.Id;
        return input;
    }
}
