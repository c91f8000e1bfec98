using System.Diagnostics.CodeAnalysis;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>The activity types that this process can run.</summary>
public sealed class ActivityRegistry
{
    private readonly Dictionary<(string Type, int Version), ActivityDescriptor> _exact = [];
    private readonly Dictionary<string, ActivityDescriptor> _latest = new(StringComparer.Ordinal);

    /// <summary>A registry of these classes.</summary>
    /// <exception cref="UsageException">A class is no activity, or two have the same type name and version.</exception>
    public ActivityRegistry(IEnumerable<Type> types)
    {
        foreach (var type in types.Distinct()) Add(ActivityDescriber.Describe(type));
    }

    /// <summary>All descriptors, by type name and version.</summary>
    public IEnumerable<ActivityDescriptor> Descriptors => _exact.OrderBy(p => p.Key.Type, StringComparer.Ordinal).ThenBy(p => p.Key.Version).Select(p => p.Value);

    /// <summary>The type of that name and version; when there is no such version, the newest.</summary>
    public bool TryFind(string typeName, int version, [NotNullWhen(true)] out ActivityDescriptor? descriptor) =>
        _exact.TryGetValue((typeName, version), out descriptor) || _latest.TryGetValue(typeName, out descriptor);

    /// <summary>The known type names nearest to one that is not known, for messages.</summary>
    internal IEnumerable<string> Near(string typeName)
    {
        var word = typeName.Split('.')[^1];
        return _latest.Keys.Where(k => k.Contains(word, StringComparison.OrdinalIgnoreCase)
            || word.Contains(k.Split('.')[^1], StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(3);
    }

    private void Add(ActivityDescriptor descriptor)
    {
        if (!_exact.TryAdd((descriptor.TypeName, descriptor.Version), descriptor))
            throw new UsageException("Two activity classes have the same type name and version",
                $"{descriptor.TypeName} version {descriptor.Version}: {_exact[(descriptor.TypeName, descriptor.Version)].ClrType} and {descriptor.ClrType}",
                "give one another name or a higher version in its Activity attribute");
        if (!_latest.TryGetValue(descriptor.TypeName, out var newest) || newest.Version < descriptor.Version)
            _latest[descriptor.TypeName] = descriptor;
    }
}
