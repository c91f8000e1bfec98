namespace Penstock.Warehouse.Loads;

/// <summary>What to load.</summary>
/// <param name="SchemaFile">The schema file, for instance <c>workflows/customer-is-king/warehouse.yml</c>.</param>
public sealed record LoadWarehouseOptions(string SchemaFile)
{
    /// <summary>
    /// Load also what the load markers say is there already; rows that are equal are still not written. Default: false.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>
    /// How long to wait for another load of the same schema, or for a lock that a reader holds. Default: 10 minutes; 1 ms to 1
    /// day.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
