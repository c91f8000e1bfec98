namespace Penstock.Warehouse.Tracing;

/// <summary>One row on the way back: the table it is in and its values.</summary>
/// <param name="Dataset">The table, for instance <c>warehouse.fact_transaction</c> or
/// <c>presentation.fact_transaction</c>.</param>
/// <param name="Version">The snapshot it was found in; null for a warehouse table.</param>
/// <param name="Values">Column names and values.</param>
public sealed record TracedRow(string Dataset, long? Version, IReadOnlyDictionary<string, object?> Values);
