namespace Penstock.Warehouse.Tracing;

/// <summary>A row of the warehouse.</summary>
/// <param name="Values">Its values by column.</param>
/// <param name="Texts">The same as PostgreSQL writes them.</param>
internal sealed record WarehouseRow(
    IReadOnlyDictionary<string, object?> Values,
    IReadOnlyDictionary<string, string?> Texts
);
