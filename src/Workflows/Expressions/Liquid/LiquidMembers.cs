using System.Diagnostics.CodeAnalysis;
using Fluid.Values;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>Values of a run by their names. Each is asked for once a rendering; a template cannot list them.</summary>
/// <param name="read">Gives whether there is one of that name, and its value.</param>
internal sealed class LiquidMembers(Func<string, (bool Found, object? Value)> read) : IFluidIndexable
{
    private readonly Dictionary<string, FluidValue> _known = new(StringComparer.Ordinal);

    public int Count => _known.Count;

    public IEnumerable<string> Keys => _known.Keys;

    public bool TryGetValue(string name, [MaybeNullWhen(false)] out FluidValue value)
    {
        if (_known.TryGetValue(name, out value))
            return true;
        var (found, raw) = read(name);
        if (!found)
            return false;
        _known[name] = value = LiquidValues.Of(raw);
        return true;
    }
}
