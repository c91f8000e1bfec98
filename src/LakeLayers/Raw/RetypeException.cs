namespace Penstock.LakeLayers.Raw;

/// <summary>Documents are not as their connector recorded them; the run begins again and looks at all values. Never leaves
/// <see cref="JsonLinesToRaw"/>.</summary>
internal sealed class RetypeException : Exception;
