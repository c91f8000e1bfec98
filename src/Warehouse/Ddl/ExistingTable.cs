namespace Penstock.Warehouse.Ddl;

/// <summary>A table that is there already.</summary>
/// <param name="Comment">Its comment.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="PrimaryKey">The columns of its primary key; empty when it has none.</param>
/// <param name="Objects">The names of its constraints and indexes.</param>
internal sealed record ExistingTable(
    string? Comment,
    IReadOnlyList<ExistingColumn> Columns,
    IReadOnlyList<string> PrimaryKey,
    IReadOnlySet<string> Objects
);
