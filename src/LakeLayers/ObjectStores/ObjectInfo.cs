namespace Penstock.LakeLayers.ObjectStores;

/// <summary>What a store says about one object.</summary>
/// <param name="Key">Its key: relative, <c>/</c>-separated, checked by <see cref="ObjectKey"/>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">The store's version tag, without quotes; compares for equality only.</param>
/// <param name="ModifiedAt">When it was written (UTC).</param>
/// <param name="Metadata">What was stored with it; keys are lower case. Empty for entries of a listing.</param>
public sealed record ObjectInfo(
    string Key,
    long Size,
    string ETag,
    DateTimeOffset ModifiedAt,
    IReadOnlyDictionary<string, string> Metadata
);
