namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Descriptors by type name and version. Written by one thread before others read it.</summary>
internal sealed class DescriptorSet
{
    private readonly Dictionary<(string Type, int Version), ActivityDescriptor> _exact = [];
    private readonly Dictionary<string, ActivityDescriptor> _latest = new(StringComparer.Ordinal);

    public DescriptorSet() { }

    public DescriptorSet(DescriptorSet other)
    {
        _exact = new(other._exact);
        _latest = new(other._latest, StringComparer.Ordinal);
    }

    public IEnumerable<string> TypeNames => _latest.Keys;

    public IEnumerable<ActivityDescriptor> Sorted =>
        _exact.OrderBy(p => p.Key.Type, StringComparer.Ordinal).ThenBy(p => p.Key.Version).Select(p => p.Value);

    public ActivityDescriptor? Exact(string type, int version) => _exact.GetValueOrDefault((type, version));

    public ActivityDescriptor? Latest(string type) => _latest.GetValueOrDefault(type);

    public bool TryAdd(ActivityDescriptor descriptor)
    {
        if (!_exact.TryAdd((descriptor.TypeName, descriptor.Version), descriptor))
            return false;
        if (!_latest.TryGetValue(descriptor.TypeName, out var newest) || newest.Version < descriptor.Version)
            _latest[descriptor.TypeName] = descriptor;
        return true;
    }
}
