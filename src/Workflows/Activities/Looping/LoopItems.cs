namespace Penstock.Workflows.Activities.Looping;

/// <summary>The items of a loop, by place. The engine keeps evaluated inputs while a loop runs, also over a restart.</summary>
internal static class LoopItems
{
    public static IReadOnlyList<object?> Of(ActivityExecutionContext context, Input<ICollection<object>> items) =>
        context.Get(items) switch
        {
            null => [],
            IReadOnlyList<object?> list => list,
            var others => [.. others],
        };
}
