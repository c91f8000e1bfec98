using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Erasure;

/// <summary>An object of landing with data of a person.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Source">The feed.</param>
/// <param name="Lines">How many of its lines are about the person; pages, of documents.</param>
/// <param name="CanRewrite">Whether the lines can be erased out of it. Other objects (documents, CSV files) are only told
/// of.</param>
public sealed record FoundObject(string Key, string Source, long Lines, bool CanRewrite)
{
    internal LandedObject? Landed { get; init; }

    internal IReadOnlySet<long> Positions { get; init; } = new HashSet<long>();
}
