namespace Penstock.LakeLayers.Raw;

/// <summary>What is known about the documents; attempts of one run add to it.</summary>
internal sealed class RawKnowledge
{
    /// <summary>What objects hold, by landing key.</summary>
    public Dictionary<string, ObjectShape> Objects { get; } = [];

    /// <summary>Whether all values are looked at; else what connectors recorded is believed.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Whether the table has to be made anew from landing.</summary>
    public bool Rebuild { get; set; }

    /// <summary>Believes records no more.</summary>
    public void LookAtValues()
    {
        IsExact = true;
        Objects.Clear();
    }
}
