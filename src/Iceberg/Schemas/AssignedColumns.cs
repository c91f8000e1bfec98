namespace Penstock.Iceberg.Schemas;

/// <summary>Columns with the ids that a table's files name them by.</summary>
/// <param name="Schema">The columns.</param>
/// <param name="LastColumnId">The highest id that was ever given in the table.</param>
public sealed record AssignedColumns(IcebergSchema Schema, int LastColumnId);
