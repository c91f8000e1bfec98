using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Erasure;

/// <summary>An object of landing that was written anew.</summary>
/// <param name="Landed">The object.</param>
/// <param name="StoredKey">Where the new bytes are until they take the old ones' place.</param>
/// <param name="Sha256">Their hash.</param>
/// <param name="Size">How many they are.</param>
/// <param name="Lines">Lines that are empty now and were not.</param>
internal sealed record RewrittenObject(LandedObject Landed, string StoredKey, string Sha256, long Size, long Lines);
