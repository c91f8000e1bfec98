using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <summary>Makes the variables that one execution and those inside it see.</summary>
internal static class ScopeBuilder
{
    /// <returns>What is seen; the scope of the given values; the scope of the container's own variables.</returns>
    public static (MemoryScope Memory, MemoryScope? Given, MemoryScope? Own) Build(
        MemoryScope outer,
        IContainer? container,
        IReadOnlyList<KeyValuePair<string, object?>>? values
    )
    {
        MemoryScope? given = null;
        if (values is { Count: > 0 })
        {
            given = new MemoryScope(
                values.Select(v => new VariableDefinition(v.Key, v.Key, "Object", false, null)),
                outer
            );
            foreach (var (name, value) in values)
                given.Find(name)!.Value = value;
        }
        var own = container is { Variables.Count: > 0 } ? new MemoryScope(container.Variables, given ?? outer) : null;
        return (own ?? given ?? outer, given, own);
    }
}
