namespace Penstock.Warehouse.Ddl;

/// <summary>A column that is there already: its type as <c>format_type</c> writes it, and its comment.</summary>
internal sealed record ExistingColumn(string Name, string Type, string? Comment);
