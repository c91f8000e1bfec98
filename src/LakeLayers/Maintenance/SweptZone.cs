namespace Penstock.LakeLayers.Maintenance;

/// <summary>What a sweep found in a zone.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Objects">Objects there were.</param>
/// <param name="Removed">Objects that no table names, removed now.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Young">Objects that no table names and that are too young to be removed.</param>
public sealed record SweptZone(string Zone, long Objects, long Removed, long Bytes, long Young);
