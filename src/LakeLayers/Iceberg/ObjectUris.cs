using Penstock.Iceberg;
using Penstock.Iceberg.Locations;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>The URIs by which tables name their files, and the keys that these are in the lake's store.</summary>
internal static class ObjectUris
{
    /// <summary>The URI of a key.</summary>
    public static string UriOf(this IObjectStore store, string key) => store.ObjectsUri + key;

    /// <summary>The key of a URI, however that is spelled.</summary>
    /// <exception cref="IcebergFormatException">The URI leads out of the lake's store.</exception>
    public static string KeyOf(this IObjectStore store, string uri)
    {
        try
        {
            if (Location.Parse(uri).Within(Location.Parse(store.ObjectsUri)) is { } key)
                return ObjectKey.Check(key);
        }
        catch (ArgumentException)
        {
            // Said below.
        }
        throw new IcebergFormatException($"the file {uri} is not in the lake ({store.Address})");
    }
}
