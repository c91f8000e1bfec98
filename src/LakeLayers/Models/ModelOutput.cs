using Penstock.Core.Metadata;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The columns that a model's query gives. <c>_drop_reason</c> (NULL: keep the row; else the rule by which it is left out) and
/// <c>_src_&lt;column&gt;</c> (the source text of a typed column) steer and are not published.
/// </summary>
internal sealed class ModelOutput(IReadOnlyList<FieldSchema> columns)
{
    public const string DropReason = "_drop_reason";
    public const string SourcePrefix = "_src_";

    /// <summary>True in rows that the table has already: a contract is not held against them again.</summary>
    public const string IsKept = "_penstock_kept";

    /// <summary>All columns.</summary>
    public IReadOnlyList<FieldSchema> Columns { get; } = columns;

    /// <summary>The columns of the table.</summary>
    public IReadOnlyList<FieldSchema> Published { get; } =
    [
        .. columns.Where(c =>
            c.Name is not (DropReason or IsKept) && !c.Name.StartsWith(SourcePrefix, StringComparison.Ordinal)
        ),
    ];

    /// <summary>Whether the query says of rows that they are left out.</summary>
    public bool CanDrop { get; } = columns.Any(c => c.Name == DropReason);

    public bool Has(string column) => Columns.Any(c => c.Name == column);

    /// <summary>The column's type, or null.</summary>
    public string? TypeOf(string column) => Columns.FirstOrDefault(c => c.Name == column)?.Type;

    /// <summary>
    /// SQL for the value as the source had it: its source text where the model keeps that, else the column as text.
    /// </summary>
    public string SourceText(string column)
    {
        var own = $"CAST({Sql.Identifier(column)} AS VARCHAR)";
        return Has(SourcePrefix + column) ? $"coalesce({Sql.Identifier(SourcePrefix + column)}::VARCHAR, {own})" : own;
    }

    /// <summary>The published columns with their descriptions.</summary>
    public IReadOnlyList<FieldSchema> Describe(Model model) =>
        [.. Published.Select(c => c with { Description = Describe(c.Name, model) })];

    // What readers of a column have to know stands where its description stands: in the catalogue, lineage and the warehouse.
    private static string? Describe(string column, Model model)
    {
        var said = model.Contract?.Describe(column) ?? model.Header.ColumnDescriptions.GetValueOrDefault(column);
        return model.Contract?.Columns.FirstOrDefault(c => c.Name == column)?.Privacy is { } privacy
            ? $"{(said is null ? "" : $"{said} ")}[personal data: {privacy}]"
            : said;
    }
}
