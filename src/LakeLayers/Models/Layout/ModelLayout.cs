using Penstock.Core.Errors;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Models.Layout;

/// <summary>
/// The layout that a model's config asks for, over the columns that its table has; what it does not say stays as somebody else
/// set it.
/// </summary>
internal static class ModelLayout
{
    /// <exception cref="UsageException">A column is not there, or a transform is none for its type; names the model and the
    /// line.</exception>
    public static TableLayout Of(ModelPlan plan, IcebergSchema columns)
    {
        var (model, header) = (plan.Model, plan.Header);
        var partitions = header.PartitionBy.Select(k => PartitionKey.Parse(k)!).ToList();
        var fields = partitions.Select(k => Field(k, columns, header.PartitionByAt ?? model.File)).ToList();
        if (
            partitions
                .GroupBy(p => (p.Column.ToLowerInvariant(), p.Transform.IsOfTime ? "time" : p.Transform.Name))
                .FirstOrDefault(g => g.Count() > 1) is
            { } twice
        )
            throw new UsageException(
                $"partition_by names the column '{twice.Key.Item1}' twice to the same end: {string.Join(", ", twice)}",
                header.PartitionByAt ?? model.File,
                "keep the finer one and run again"
            );
        var order = header
            .OrderBy.Select(OrderKey.Parse)
            .Select(k => (Key: k, Column: Column(k.Column, columns, model.File)))
            .ToList();
        return new TableLayout(
            fields.Count == 0 ? plan.Present.Spec(columns) : new PartitionSpec(0, fields),
            order.Count == 0
                ? plan.Present.Order(columns)
                : new SortOrder(
                    0,
                    [
                        .. order
                            .Where(o => o.Column.Type is PrimitiveType)
                            .Select(o => new SortField(
                                o.Column.Id,
                                "identity",
                                o.Key.IsDescending ? "desc" : "asc",
                                o.Key.HasNullsFirst ? "nulls-first" : "nulls-last"
                            )),
                    ]
                )
        );
    }

    private static PartitionField Field(PartitionKey key, IcebergSchema columns, string at)
    {
        var column = Column(key.Column, columns, at);
        if (column.Type is not PrimitiveType type || !key.Transform.Takes(type))
        {
            throw new UsageException(
                $"The table cannot be partitioned by {key}: the column is of type {(column.Type as PrimitiveType)?.Name ?? "struct, list or map"}, which {key.Transform.Word} does not take",
                at,
                "choose another transform or column, or cast it in the query, and run again"
            );
        }
        var name = key.Transform.Kind == TransformKind.Identity ? column.Name : key.FieldName;
        // Only a column itself may lend its name.
        while (key.Transform.Kind != TransformKind.Identity && columns.Find(name) is not null)
            name += "_partition";
        return new PartitionField(column.Id, name, key.Transform.Name);
    }

    private static NestedField Column(string name, IcebergSchema columns, string at) =>
        columns.Find(name)
        ?? throw new UsageException(
            $"The config names the column '{name}', which the query does not give (it gives: {string.Join(", ", columns.Fields.Select(c => c.Name))})",
            at,
            "mend the config or the query and run again"
        );
}
