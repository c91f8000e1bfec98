namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>What was seen at one place of the documents: the types, and what is below objects and in arrays.</summary>
internal sealed class FieldShape(byte[] name, byte[] key, bool isValidName)
{
    /// <summary>The name with its final zero, as it stands in BSON.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The name as JSON writes it, with a comma before and a colon after: <c>,"name":</c>.</summary>
    public byte[] Key { get; } = key;

    public bool IsValidName { get; } = isValidName;

    /// <summary>The types since the last reset, a bit each.</summary>
    public uint Types { get; set; }

    /// <summary>The types since the beginning.</summary>
    public uint EverTypes { get; set; }

    public ObjectShape? Object { get; private set; }

    public FieldShape? Items { get; private set; }

    public ObjectShape ObjectIn(ShapeBudget budget) => Object ??= new ObjectShape(budget);

    public FieldShape ItemsOf() => Items ??= new FieldShape([], [], true);

    public void Reset()
    {
        EverTypes |= Types;
        Types = 0;
        Object?.Reset();
        Items?.Reset();
    }
}
