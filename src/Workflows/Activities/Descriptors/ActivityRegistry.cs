using System.Diagnostics.CodeAnalysis;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>
/// The activity types that this process can run: classes, which stay the same, and workflows used as activities, which are
/// replaced
/// as a whole when one is published. Safe to use from any thread.
/// </summary>
public sealed class ActivityRegistry
{
    private readonly DescriptorSet _builtIn = new();
    private volatile DescriptorSet _all;

    /// <summary>A registry of these classes.</summary>
    /// <exception cref="UsageException">A class is no activity, or two have the same type name and version.</exception>
    public ActivityRegistry(IEnumerable<Type> types)
    {
        foreach (var type in types.Distinct())
        {
            var descriptor = ActivityDescriber.Describe(type);
            if (!_builtIn.TryAdd(descriptor))
                throw new UsageException(
                    "Two activity classes have the same type name and version",
                    $"{descriptor.TypeName} version {descriptor.Version}: {_builtIn.Exact(descriptor.TypeName, descriptor.Version)?.ClrType} and {descriptor.ClrType}",
                    "give one another name or a higher version in its Activity attribute"
                );
        }
        _all = _builtIn;
    }

    /// <summary>All descriptors, by type name and version.</summary>
    public IEnumerable<ActivityDescriptor> Descriptors => _all.Sorted;

    /// <summary>Counts the changes, for caches.</summary>
    public int Revision { get; private set; }

    /// <summary>The type of that name and version; when there is no such version, the newest.</summary>
    public bool TryFind(string typeName, int version, [NotNullWhen(true)] out ActivityDescriptor? descriptor) =>
        (descriptor = _all.Exact(typeName, version) ?? _all.Latest(typeName)) is not null;

    /// <summary>Whether the type is there in exactly that version.</summary>
    public bool Has(string typeName, int version) => _all.Exact(typeName, version) is not null;

    /// <summary>Whether a class has this type name.</summary>
    internal bool IsBuiltIn(string typeName) => _builtIn.Latest(typeName) is not null;

    /// <summary>Replaces the types that are not classes; one that has the name and version of a class is left out.</summary>
    internal void ReplaceSynthetic(IEnumerable<ActivityDescriptor> descriptors)
    {
        var all = new DescriptorSet(_builtIn);
        foreach (var descriptor in descriptors)
            all.TryAdd(descriptor);
        _all = all;
        Revision++;
    }

    /// <summary>The known type names nearest to one that is not known, for messages.</summary>
    internal IEnumerable<string> Near(string typeName)
    {
        var word = typeName.Split('.')[^1];
        return _all
            .TypeNames.Where(k =>
                k.Contains(word, StringComparison.OrdinalIgnoreCase)
                || word.Contains(k.Split('.')[^1], StringComparison.OrdinalIgnoreCase)
            )
            .Order(StringComparer.Ordinal)
            .Take(3);
    }
}
