namespace Penstock.Sandbox.Retail;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): eight bytes of state, the same sequence everywhere. No secret may come from it.
/// </summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 even bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>Evenly from 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly from 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Unit() * limit);

    /// <summary>
    /// A number's own fixed bits: what belongs to an item or a customer is derived from them and need not be kept.
    /// </summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
