using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>Opens the store that an address names.</summary>
public static class ObjectStoreFactory
{
    /// <summary>
    /// Opens <c>s3://bucket/optional/prefix</c>, <c>file:///folder</c>, <c>file:relative/folder</c> or a plain path.
    /// </summary>
    /// <param name="address">The address, without credentials.</param>
    /// <param name="s3">How to reach S3; bucket and prefix are taken from the address. Needed for <c>s3://</c> only.</param>
    /// <param name="disk">How to write to local disk.</param>
    /// <exception cref="UsageException">The address is of another kind, or S3 is named without its options.</exception>
    public static IObjectStore Open(string address, S3StoreOptions? s3 = null, LocalDiskStoreOptions? disk = null)
    {
        const string S3 = "s3://";
        if (address.StartsWith(S3, StringComparison.OrdinalIgnoreCase))
        {
            if (s3 is null)
                throw new UsageException(
                    "An S3 store needs its access key and secret",
                    address,
                    "set lake.accessKey and lake.secretKey in penstock.yml"
                );
            var parts = address[S3.Length..].TrimEnd('/').Split('/', 2);
            if (parts[0].Length == 0)
                throw new UsageException(
                    "No bucket is named",
                    address,
                    "set lake.store in penstock.yml to s3://bucket"
                );
            return new S3ObjectStore(s3 with { Bucket = parts[0], KeyPrefix = parts.ElementAtOrDefault(1) ?? "" });
        }
        if (address.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
            return new LocalDiskObjectStore(new Uri(address).LocalPath, disk);
        if (address.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return new LocalDiskObjectStore(address["file:".Length..], disk);
        if (address.Contains("://", StringComparison.Ordinal))
            throw new UsageException(
                "No object store has such an address",
                address,
                "set lake.store in penstock.yml to file:folder or s3://bucket"
            );
        return new LocalDiskObjectStore(address, disk);
    }
}
