namespace Penstock.Warehouse.Loads;

/// <summary>What a load did.</summary>
/// <param name="Tables">The tables in the order they were loaded.</param>
/// <param name="Bytes">Bytes sent to PostgreSQL by COPY.</param>
public sealed record LoadWarehouseResult(IReadOnlyList<TableLoad> Tables, long Bytes)
{
    /// <summary>Rows of all tables that were loaded, not counting skipped ones.</summary>
    public long Rows => Tables.Where(t => !t.IsSkipped).Sum(t => t.Rows);

    /// <summary>Whether any row was written.</summary>
    public bool HasChanged => Tables.Any(t => t.HasChanged);
}
