namespace Penstock.LakeLayers.Contracts;

/// <summary>What becomes of a term of the standard.</summary>
internal enum TermUse
{
    /// <summary>The table is held against it.</summary>
    Checked,

    /// <summary>Goes into the catalogue, the lineage or the messages.</summary>
    Carried,

    /// <summary>May stand there for people and other tools; nothing follows from it.</summary>
    Words,

    /// <summary>An error that says what to do instead.</summary>
    Refused,
}
