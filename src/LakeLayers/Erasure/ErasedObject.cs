namespace Penstock.LakeLayers.Erasure;

/// <summary>What an erasure did to an object of landing.</summary>
/// <param name="Key">Its key, which stays.</param>
/// <param name="Lines">Lines that are empty now.</param>
/// <param name="From">SHA-256 of the bytes before.</param>
/// <param name="To">SHA-256 of the bytes now.</param>
public sealed record ErasedObject(string Key, long Lines, string From, string To);
