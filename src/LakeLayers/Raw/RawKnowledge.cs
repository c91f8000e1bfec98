namespace Penstock.LakeLayers.Raw;

/// <summary>What is known about the documents; attempts of one run add to it.</summary>
internal sealed class RawKnowledge
{
    /// <summary>Shapes of whole objects, by landing key.</summary>
    public Dictionary<string, FieldShape> Objects { get; } = [];

    /// <summary>What was found in data that its own shape did not describe.</summary>
    public FieldShape Surprises { get; } = new();

    /// <summary>Whether a decimal was met that DECIMAL(38,10) cannot hold.</summary>
    public bool DecimalsAsText { get; set; }

    /// <summary>Whether the table has to be made anew from landing.</summary>
    public bool Rebuild { get; set; }

    /// <summary>The shape to read an object by.</summary>
    public FieldShape ShapeOf(string key)
    {
        var shape = new FieldShape();
        shape.Add(Objects[key]);
        // A surprise describes how fields may look, also in this object; fields it does not have read as NULL.
        shape.Add(Surprises);
        return shape;
    }
}
