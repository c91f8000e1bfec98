using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>Makes the columns of new rows those of the table that they go to.</summary>
internal sealed class ModelColumns(DuckDbSession session, ModelPlan plan)
{
    /// <summary>The SELECT list.</summary>
    /// <exception cref="PenstockException">There are new columns, and the policy is to fail.</exception>
    public string Align(IReadOnlyList<FieldSchema> given)
    {
        var known = plan.Current!.Schema;
        var output = new ModelOutput(given);
        var added = output.Published.Where(g => known.All(k => k.Name != g.Name)).ToList();
        if (added.Count > 0 && plan.Header.OnSchemaChange == SchemaChangePolicy.Fail)
        {
            throw new PenstockException(
                $"The query gives columns that the table does not have: {string.Join(", ", added.Select(c => c.Name))}",
                plan.Model.File,
                "Nothing of this step was published; the tables are as they were",
                "set on_schema_change to append_new_columns, or run with --full-refresh"
            );
        }
        if (plan.Header.OnSchemaChange == SchemaChangePolicy.Ignore)
            added = [];
        var steering = given.Where(g => !output.Published.Contains(g));
        return string.Join(
            ", ",
            known
                .Select(k => Existing(k, given.FirstOrDefault(g => g.Name == k.Name)))
                .Concat(added.Concat(steering).Select(c => Sql.Identifier(c.Name)))
        );
    }

    // A type that the table's values can be read as widens the column; any other value becomes the column's type, or the run fails.
    private string Existing(FieldSchema known, FieldSchema? given)
    {
        var name = Sql.Identifier(known.Name);
        if (given is null)
            return $"NULL::{known.Type} AS {name}";
        return given.Type == known.Type || SchemaChange.CanRead(TypeOf(known), TypeOf(given))
            ? name
            : $"{name}::{known.Type} AS {name}";
    }

    private IcebergType TypeOf(FieldSchema column) =>
        ColumnTypes.Of(session.Query($"SELECT NULL::{column.Type} LIMIT 0").Columns[0].Logical, () => 0);
}
