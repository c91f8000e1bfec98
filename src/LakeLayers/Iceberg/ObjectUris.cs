using Penstock.Iceberg;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>The URIs by which tables name their files, and the keys that these are in the lake's store.</summary>
internal static class ObjectUris
{
    /// <summary>The URI of a key.</summary>
    public static string UriOf(this IObjectStore store, string key) => store.ObjectsUri + key;

    /// <summary>The key of a URI.</summary>
    /// <exception cref="IcebergFormatException">The URI leads out of the lake's store.</exception>
    public static string KeyOf(this IObjectStore store, string uri)
    {
        var root = store.ObjectsUri;
        // Some clients write file:/folder for file:///folder, and s3a: for s3:.
        var plain =
            uri.StartsWith("file:/", StringComparison.Ordinal) && !uri.StartsWith("file://", StringComparison.Ordinal)
                ? $"file://{uri["file:".Length..]}"
            : uri.StartsWith("s3a://", StringComparison.Ordinal) ? $"s3://{uri["s3a://".Length..]}"
            : uri;
        try
        {
            if (plain.StartsWith(root, StringComparison.Ordinal))
                return ObjectKey.Check(plain[root.Length..]);
        }
        catch (ArgumentException)
        {
            // Said below.
        }
        throw new IcebergFormatException($"the file {uri} is not in the lake ({store.Address})");
    }
}
