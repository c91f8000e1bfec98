namespace Penstock.Warehouse.Schemas;

/// <summary>
/// Type-2 history: the snapshot has one row a version, valid from <paramref name="From"/> (inclusive) up to
/// <paramref name="To"/> (exclusive; NULL is for ever). Versions of one member must not overlap.
/// </summary>
/// <param name="From">The column with the start.</param>
/// <param name="To">The column with the end.</param>
public sealed record HistorySpec(string From, string To);
