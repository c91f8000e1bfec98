namespace Penstock.LakeLayers.ObjectStores;

/// <summary>One of many files for <see cref="IObjectStore.AdoptAllAsync"/>.</summary>
/// <param name="LocalPath">The complete file; nobody writes to it any more.</param>
/// <param name="Key">The object's key.</param>
/// <param name="Metadata">Stored with it; see <see cref="ObjectMetadata"/>.</param>
public sealed record FileToAdopt(string LocalPath, string Key, IReadOnlyDictionary<string, string>? Metadata = null);
