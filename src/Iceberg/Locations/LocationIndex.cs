namespace Penstock.Iceberg.Locations;

/// <summary>Finds what is at a location, however that is spelled.</summary>
/// <typeparam name="T">What is there.</typeparam>
public sealed class LocationIndex<T>
    where T : class
{
    private readonly Dictionary<Location, T> _items = [];
    private readonly Dictionary<Location, T?> _unescaped = [];

    /// <summary>Says what is at a location.</summary>
    public void Add(string spelling, T item)
    {
        var location = Location.Parse(spelling);
        _items[location] = item;
        // Two names that only escapes tell apart are never taken for each other.
        _unescaped[location.Unescaped] = _unescaped.ContainsKey(location.Unescaped) ? null : item;
    }

    /// <summary>
    /// What is at a location, or null. A name counts as it stands; only where there is nothing, its percent escapes are
    /// resolved.
    /// </summary>
    public T? Find(string spelling)
    {
        var location = Location.Parse(spelling);
        return _items.GetValueOrDefault(location)
            ?? _items.GetValueOrDefault(location.Unescaped)
            ?? _unescaped.GetValueOrDefault(location.Unescaped);
    }
}
