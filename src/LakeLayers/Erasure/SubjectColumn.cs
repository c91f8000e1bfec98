using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>A column whose values say which person a row is about.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Domain">The domain of its hashes or tokens, also where its values are kept.</param>
public sealed record SubjectColumn(TableName Table, string Column, string Domain);
