using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <summary>Variables in reach of an activity: those of the containers around it, then the workflow's.</summary>
public sealed class MemoryScope
{
    private readonly List<VariableSlot> _slots;
    private readonly MemoryScope? _outer;

    internal MemoryScope(IEnumerable<VariableDefinition> variables, MemoryScope? outer)
    {
        _slots = [.. variables.Select(v => new VariableSlot(v))];
        _outer = outer;
    }

    /// <summary>The variables declared here.</summary>
    public IReadOnlyList<VariableSlot> Slots => _slots;

    /// <summary>The nearest variable of that id or, failing that, of that name; null when there is none.</summary>
    public VariableSlot? Find(string? idOrName)
    {
        if (idOrName is null)
            return null;
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            var found =
                scope._slots.Find(s => s.Definition.Id == idOrName)
                ?? scope._slots.Find(s => s.Definition.Name == idOrName);
            if (found is not null)
                return found;
        }
        return null;
    }

    /// <summary>All variables in reach, nearest first; one that a nearer one of its name hides comes after it.</summary>
    public IEnumerable<VariableSlot> All()
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            foreach (var slot in scope._slots)
                yield return slot;
        }
    }
}
