namespace Penstock.Iceberg.Files;

/// <summary>What a column of a data file is made of.</summary>
public enum FileColumnKind
{
    /// <summary>Plain values.</summary>
    Primitive,

    /// <summary>Named parts.</summary>
    Struct,

    /// <summary>Elements: one part.</summary>
    List,

    /// <summary>Keys and values: two parts.</summary>
    Map,
}
