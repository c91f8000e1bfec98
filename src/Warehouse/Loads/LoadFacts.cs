using System.Globalization;
using Npgsql;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>What a load read and wrote, for lineage, column by column.</summary>
internal sealed class LoadFacts(NpgsqlDataSource warehouse)
{
    private readonly NpgsqlConnectionStringBuilder _place = new(warehouse.ConnectionString);

    /// <summary>Notes all tables in the scope, skipped ones too: they are what the warehouse holds after this run.</summary>
    public void Note(StepScope scope, IReadOnlyList<TableShape> shapes, LoadWarehouseResult result)
    {
        foreach (var shape in shapes)
        {
            var version = shape.Snapshot.Id.ToString(CultureInfo.InvariantCulture);
            scope.Read(
                new DatasetFacts(shape.Spec.Source.Dataset)
                {
                    Schema = shape.Snapshot.Schema,
                    Rows = shape.Snapshot.Rows,
                    Bytes = shape.Snapshot.Bytes,
                    Files = shape.Snapshot.Files.Count,
                    Version = version,
                }
            );
            scope.Wrote(
                new DatasetFacts(Dataset(shape))
                {
                    Schema = [.. shape.Columns.Select(c => new FieldSchema(c.Name, c.Type.Name, c.Description))],
                    Rows = result.Tables.First(t => t.Table == shape.Name).Rows,
                    Version = version,
                    Columns = Columns(shape, shapes),
                }
            );
        }
    }

    private DatasetRef Dataset(TableShape shape) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"postgres://{_place.Host}:{_place.Port}"),
            $"{_place.Database ?? _place.Username}.{shape.Schema}.{shape.Name}"
        );

    private static Dictionary<string, IReadOnlyList<ColumnSource>> Columns(
        TableShape shape,
        IReadOnlyList<TableShape> shapes
    )
    {
        var columns = new Dictionary<string, IReadOnlyList<ColumnSource>>(StringComparer.Ordinal);
        foreach (var column in shape.Columns)
        {
            columns.Add(
                column.Name,
                column.Reference is { } r ? Reference(shape, r, shapes)
                    : column.Name == shape.Spec.Surrogate
                        ? [.. shape.Spec.RowKey.Select(k => new ColumnSource(shape.Spec.Source.Dataset, k))]
                    : [new ColumnSource(shape.Spec.Source.Dataset, column.Name, "DIRECT", "IDENTITY")]
            );
        }
        return columns;
    }

    private static List<ColumnSource> Reference(
        TableShape shape,
        Schemas.ReferenceSpec reference,
        IReadOnlyList<TableShape> shapes
    )
    {
        var dimension = shapes.First(s => s.Name == reference.Dimension);
        return
        [
            .. reference
                .By.Concat(reference.At is { } at ? [at] : [])
                .Select(c => new ColumnSource(shape.Spec.Source.Dataset, c, "INDIRECT", "JOIN")),
            .. dimension.Spec.RowKey.Select(c => new ColumnSource(dimension.Spec.Source.Dataset, c)),
        ];
    }
}
