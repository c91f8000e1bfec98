using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <summary>Makes the variables that one execution and those inside it see.</summary>
internal static class ScopeBuilder
{
    public static MemoryScope Build(MemoryScope outer, IContainer? container, IEnumerable<KeyValuePair<string, object?>>? values)
    {
        var scope = outer;
        if (values?.ToList() is { Count: > 0 } given)
        {
            scope = new MemoryScope(given.Select(v => new VariableDefinition(v.Key, v.Key, "Object", false, null)), scope);
            foreach (var (name, value) in given) scope.Find(name)!.Value = value;
        }
        return container is { Variables.Count: > 0 } ? new MemoryScope(container.Variables, scope) : scope;
    }
}
