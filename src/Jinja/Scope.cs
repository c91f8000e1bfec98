namespace Penstock.Jinja;

/// <summary>Names and their values; what a scope does not know, those around it may.</summary>
internal sealed class Scope(Scope? parent)
{
    private Dictionary<string, object?>? _names;

    public IReadOnlyDictionary<string, object?> Own => _names ?? (IReadOnlyDictionary<string, object?>)Empty;

    private static Dictionary<string, object?> Empty { get; } = [];

    public void Set(string name, object? value) => (_names ??= new(StringComparer.Ordinal))[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._names is { } names && names.TryGetValue(name, out value))
                return true;
        value = null;
        return false;
    }

    private Scope? Outer { get; } = parent;
}
