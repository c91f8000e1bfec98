namespace Penstock.Warehouse.Loads;

/// <summary>What a load did to one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="SnapshotId">The snapshot that it now holds.</param>
/// <param name="Rows">Rows of that snapshot.</param>
/// <param name="Inserted">Rows that are new in the warehouse.</param>
/// <param name="Updated">Rows that differed and were overwritten.</param>
/// <param name="Deleted">Rows that left the snapshot.</param>
/// <param name="IsSkipped">The load marker said that nothing is to be done.</param>
public sealed record TableLoad(
    string Table,
    long SnapshotId,
    long Rows,
    long Inserted,
    long Updated,
    long Deleted,
    bool IsSkipped
)
{
    /// <summary>Whether any row was written.</summary>
    public bool HasChanged => Inserted + Updated + Deleted > 0;
}
