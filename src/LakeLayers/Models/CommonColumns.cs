using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>Finds the type that holds a table's values and those of a query, and shows that it changes none of them.</summary>
/// <param name="session">Has the table's view.</param>
/// <param name="plan">The model.</param>
/// <param name="cancellationToken">Cancels.</param>
internal sealed class CommonColumns(DuckDbSession session, ModelPlan plan, CancellationToken cancellationToken)
{
    private string Table => Sql.Identifier(plan.Table.Zone, plan.Table.Name);

    /// <summary>Whether values of one type can be read as another as they are: files need not be written anew.</summary>
    public bool CanRead(string from, string to) =>
        from == to
        || (TypeOf(from), TypeOf(to)) is (PrimitiveType a, PrimitiveType b)
            && SchemaChange.CanRead(a, b)
            && Widest(from, to) == to;

    /// <summary>The type that both have in common.</summary>
    /// <exception cref="PenstockException">There is none, or a value is not the same in it.</exception>
    public string Of(FieldSchema known, FieldSchema given, string newRows)
    {
        if (CanRead(known.Type, given.Type))
            return given.Type;
        if (CanRead(given.Type, known.Type))
            return known.Type;
        var common = Widest(known.Type, given.Type) ?? throw Refused(known, given, "no type holds the values of both");
        RequireSame(known, given, Table, known.Type, common);
        RequireSame(known, given, newRows, given.Type, common);
        return common;
    }

    /// <summary>Refuses new values that the table's column cannot hold as they are.</summary>
    /// <exception cref="PenstockException">There is one; it is named.</exception>
    public void RequireFits(FieldSchema known, FieldSchema given, string newRows) =>
        RequireSame(known, given, newRows, given.Type, known.Type);

    private void RequireSame(FieldSchema known, FieldSchema given, string rows, string from, string to)
    {
        if (CanRead(from, to))
            return;
        var name = Sql.Identifier(known.Name);
        var key = plan.Header.UniqueKey;
        var keys = key.Count == 0 ? "''" : ModelKeys.Text(key);
        var lost = session
            .Query(
                $"""
                SELECT {keys}, {name}::VARCHAR FROM {rows}
                WHERE TRY_CAST(TRY_CAST({name} AS {to}) AS {from}) IS DISTINCT FROM {name} LIMIT 1
                """,
                null,
                cancellationToken
            )
            .Rows;
        if (lost is [var row, ..])
        {
            var isPersonal =
                plan.Model.Contract?.Columns.Any(c => c.IsPersonal && (key.Contains(c.Name) || c.Name == known.Name))
                == true;
            var at = key.Count == 0 ? "" : $" of the row with {string.Join(", ", key)} = {(isPersonal ? "…" : row[0])}";
            throw Refused(known, given, $"the value {(isPersonal ? "…" : row[1])}{at} is not the same as {to}");
        }
    }

    private PenstockException Refused(FieldSchema known, FieldSchema given, string why) =>
        new(
            $"The column {known.Name} is {known.Type} in {plan.Table}, and the query gives {given.Type}: {why}",
            plan.Model.File,
            "Nothing of this step was published; the tables are as they were",
            plan.Header.Materialized == Materialization.Snapshot
                ? $"give the column another name in the query, or CAST it to {known.Type} as it is meant to be"
                : $"CAST it to {known.Type} in the query as it is meant to be, set on_schema_change to sync_all_columns, "
                    + "which widens columns, or make the table from the beginning with --full-refresh"
        );

    private string? Widest(string one, string other)
    {
        try
        {
            return session
                    .Query($"SELECT typeof(c) FROM (SELECT NULL::{one} AS c UNION ALL SELECT NULL::{other}) LIMIT 1")
                    .Rows[0][0] as string;
        }
        catch (DuckDbException)
        {
            return null;
        }
    }

    private IcebergType TypeOf(string type) =>
        ColumnTypes.Of(session.Query($"SELECT NULL::{type} LIMIT 0").Columns[0].Logical, () => 0);
}
