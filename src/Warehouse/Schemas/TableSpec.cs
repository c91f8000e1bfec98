using Penstock.LakeLayers.Tables;

namespace Penstock.Warehouse.Schemas;

/// <summary>One table of the warehouse as a schema file declares it.</summary>
/// <param name="Name">Its name in the warehouse schema.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Source">The table of the lake it is loaded from.</param>
/// <param name="Key">The natural key: columns of the snapshot that tell rows apart (a dimension with history adds its start
/// column).</param>
public sealed record TableSpec(string Name, TableKind Kind, TableName Source, IReadOnlyList<string> Key)
{
    /// <summary>The comment on the table.</summary>
    public string? Description { get; init; }

    /// <summary>A dimension's surrogate key column (bigint, primary key).</summary>
    public string? Surrogate { get; init; }

    /// <summary>A dimension's type-2 history; null for type 1, where a changed member is overwritten.</summary>
    public HistorySpec? History { get; init; }

    /// <summary>
    /// A dimension's values of the unknown member -1, as PostgreSQL reads them from text; columns not named are NULL.
    /// </summary>
    public IReadOnlyDictionary<string, string> Unknown { get; init; } = new Dictionary<string, string>();

    /// <summary>References to dimensions.</summary>
    public IReadOnlyList<ReferenceSpec> References { get; init; } = [];

    /// <summary>Columns of the snapshot that stay out of the warehouse.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Columns whose type or comment is declared.</summary>
    public IReadOnlyDictionary<string, ColumnSpec> Columns { get; init; } = new Dictionary<string, ColumnSpec>();

    /// <summary>Further indexes, a list of columns each.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Indexes { get; init; } = [];

    /// <summary>
    /// What tells the snapshot's rows apart: the natural key, and the start of validity where there is history.
    /// </summary>
    public IReadOnlyList<string> RowKey => History is { } h ? [.. Key, h.From] : Key;
}
