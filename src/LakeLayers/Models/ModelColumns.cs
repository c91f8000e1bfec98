using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>Brings the columns of new rows and of their table together, by names without regard to case, as SQL does.</summary>
/// <param name="session">Has the table's view.</param>
/// <param name="plan">The model.</param>
/// <param name="newRows">What stands behind FROM for the new rows.</param>
/// <param name="cancellationToken">Cancels.</param>
internal sealed class ModelColumns(
    DuckDbSession session,
    ModelPlan plan,
    string newRows,
    CancellationToken cancellationToken
)
{
    private readonly CommonColumns _common = new(session, plan, cancellationToken);

    /// <summary>The columns of an incremental model's table.</summary>
    /// <exception cref="PenstockException">The policy is to fail, or values would not be kept as they are.</exception>
    public IReadOnlyList<AlignedColumn> OfTable(IReadOnlyList<FieldSchema> given, SchemaChangePolicy policy)
    {
        if (policy == SchemaChangePolicy.Fail)
            RequireEqual(plan.Current!.Schema, new ModelOutput(given).Published);
        return Of(
            policy == SchemaChangePolicy.SyncAllColumns
                ? [.. plan.Current!.Schema.Where(k => Find(given, k.Name) is not null)]
                : plan.Current!.Schema,
            given,
            addsColumns: policy != SchemaChangePolicy.Ignore,
            widensColumns: policy == SchemaChangePolicy.SyncAllColumns
        );
    }

    /// <summary>The columns of a snapshot: none goes, and all become wide enough for what came and what comes.</summary>
    /// <exception cref="PenstockException">Values would not be kept as they are.</exception>
    public IReadOnlyList<AlignedColumn> OfHistory(IReadOnlyList<FieldSchema> given) =>
        Of(
            [.. plan.Current!.Schema.Where(k => !HistoryColumns.All.Contains(k.Name))],
            given,
            addsColumns: true,
            widensColumns: true
        );

    private List<AlignedColumn> Of(
        IReadOnlyList<FieldSchema> known,
        IReadOnlyList<FieldSchema> given,
        bool addsColumns,
        bool widensColumns
    ) =>
        [
            .. known.Select(k => Existing(k, Find(given, k.Name), widensColumns)),
            .. new ModelOutput(given)
                .Published.Where(g => addsColumns && Find(known, g.Name) is null)
                .Select(g => new AlignedColumn(g.Name, g.Type, false, true, false)),
        ];

    private AlignedColumn Existing(FieldSchema known, FieldSchema? given, bool widens)
    {
        var column = new AlignedColumn(known.Name, known.Type, true, given is not null, false);
        if (given is null || given.Type == known.Type)
            return column;
        if (_common.CanRead(known.Type, given.Type))
            return column with { Type = given.Type };
        if (widens)
        {
            var type = _common.Of(known, given, newRows);
            return column with { Type = type, IsRewritten = type != known.Type };
        }
        _common.RequireFits(known, given, newRows);
        return column;
    }

    private void RequireEqual(IReadOnlyList<FieldSchema> known, IReadOnlyList<FieldSchema> given)
    {
        List<string> changes =
        [
            .. given.Where(g => Find(known, g.Name) is null).Select(g => $"the table does not have {g.Name}"),
            .. known.Where(k => Find(given, k.Name) is null).Select(k => $"the query does not give {k.Name}"),
            .. known
                .Select(k => (Known: k, Given: Find(given, k.Name)))
                .Where(c => c.Given is not null && c.Given.Type != c.Known.Type)
                .Select(c => $"{c.Known.Name} is {c.Known.Type} in the table and {c.Given!.Type} in the query"),
        ];
        if (changes.Count > 0)
            throw new PenstockException(
                $"The query gives other columns than {plan.Table} has: {string.Join("; ", changes)}",
                plan.Model.File,
                "Nothing of this step was published; the tables are as they were",
                "set on_schema_change to append_new_columns or sync_all_columns, or run with --full-refresh"
            );
    }

    private static FieldSchema? Find(IReadOnlyList<FieldSchema> columns, string name) =>
        columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));
}
