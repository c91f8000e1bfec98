namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// A function for SQL: gives each row a whole number, made from the row's arguments. Called by several threads at once.
/// </summary>
/// <param name="arguments">The arguments, each a column of the same rows; NULLs come too.</param>
/// <param name="numbers">Where the numbers go, one a row.</param>
internal delegate void RowNumbering(ReadOnlySpan<DuckDbVector> arguments, Span<int> numbers);
