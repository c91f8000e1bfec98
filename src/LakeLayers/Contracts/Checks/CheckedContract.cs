namespace Penstock.LakeLayers.Contracts.Checks;

/// <summary>What checking one contract gave.</summary>
/// <param name="File">The contract's file, as messages name it.</param>
/// <param name="Table">Its table.</param>
/// <param name="State">How they stand.</param>
public sealed record CheckedContract(string File, string Table, ContractState State)
{
    /// <summary>The contract's version.</summary>
    public string? Version { get; init; }

    /// <summary>The snapshot that was checked.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>Its rows.</summary>
    public long? Rows { get; init; }

    /// <summary>Why the contract cannot be read, with file and line.</summary>
    public string? Error { get; init; }

    /// <summary>Rules on values that the table does not hold any more, because they are protected; a run checks them.</summary>
    public IReadOnlyList<string> Unchecked { get; init; } = [];

    /// <summary>What is not as the contract says, warnings included.</summary>
    public IReadOnlyList<ContractBreach> Breaches { get; init; } = [];
}
