using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>A column in which people stand again who were erased: a source still gives them.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Subjects">How many people.</param>
/// <param name="Rows">How many rows.</param>
public sealed record SeenAgain(TableName Table, string Column, long Subjects, long Rows);
