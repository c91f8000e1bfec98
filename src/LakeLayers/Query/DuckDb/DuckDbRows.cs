namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// A small result in memory. Values are .NET's nearest: numbers as they are, DECIMAL as <see cref="decimal"/> (as text beyond its
/// 28 digits), HUGEINT as <see cref="Int128"/>, TIMESTAMP as <see cref="DateTime"/> without a kind, TIMESTAMPTZ as
/// <see cref="DateTimeOffset"/> in UTC, DATE as <see cref="DateOnly"/>, TIME as <see cref="TimeOnly"/> (each as text where
/// .NET's type has no such value: infinity, years before Christ, 24:00:00), TIMESTAMP_NS, TIMETZ, INTERVAL, BIT and BIGNUM as
/// text, UUID as <see cref="Guid"/>,
/// BLOB as a byte array, LIST and ARRAY as <c>List&lt;object?&gt;</c>, STRUCT as <c>Dictionary&lt;string, object?&gt;</c>,
/// MAP as a list of key-value pairs, NULL as null.
/// </summary>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Rows">The rows, each as long as <paramref name="Columns"/>.</param>
public sealed record DuckDbRows(IReadOnlyList<DuckDbColumn> Columns, IReadOnlyList<object?[]> Rows);
