namespace Penstock.LakeLayers.Contracts.Checks;

/// <summary>How a contract and its table stand.</summary>
public enum ContractState
{
    /// <summary>The table keeps it; warnings may have been found.</summary>
    Kept,

    /// <summary>The table breaks it.</summary>
    Broken,

    /// <summary>There is no table yet, or a view has its name: nothing to check.</summary>
    NoTable,

    /// <summary>The contract itself cannot be read.</summary>
    Malformed,
}
