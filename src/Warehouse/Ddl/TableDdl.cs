using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;
using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Ddl;

/// <summary>
/// The statements that bring one table from what is there to what is wanted. Columns come before the rows, keys and indexes
/// after them, so that a first load builds each index once and checks each foreign key as one join.
/// </summary>
internal sealed class TableDdl(TableShape shape, ExistingTable? existing)
{
    public bool IsNew => existing is null;

    /// <summary>The table and its columns.</summary>
    /// <exception cref="PenstockException">What is there cannot become what is wanted without losing something.</exception>
    public IEnumerable<string> BeforeRows()
    {
        if (existing is null)
        {
            var columns = shape.Columns.Select(c =>
                $"    {Sql.Identifier(c.Name)} {c.Type.Name}{Collation(c)}{(c.IsRequired ? " NOT NULL" : "")}"
            );
            yield return $"CREATE TABLE {shape.Quoted} (\n{string.Join(",\n", columns)}\n)";
            yield break;
        }
        Refuse(existing);
        foreach (var column in shape.Columns.Where(c => existing.Columns.All(e => e.Name != c.Name)))
        {
            // The rows that are there get their member in this load; until then the unknown member keeps the column complete.
            yield return $"ALTER TABLE {shape.Quoted} ADD COLUMN {Sql.Identifier(column.Name)} {column.Type.Name}{(column.IsRequired ? " NOT NULL DEFAULT -1" : "")}";
            if (column.IsRequired)
                yield return $"ALTER TABLE {shape.Quoted} ALTER COLUMN {Sql.Identifier(column.Name)} DROP DEFAULT";
        }
    }

    /// <summary>The table's own keys and indexes.</summary>
    public IEnumerable<string> AfterRows()
    {
        if (!Has(ObjectName.PrimaryKey(shape.Name)) && existing is not { PrimaryKey.Count: > 0 })
            yield return Add(ObjectName.PrimaryKey(shape.Name), $"PRIMARY KEY ({Sql.Identifiers(shape.PrimaryKey)})");
        if (shape.Spec.Kind == TableKind.Dimension && !Has(ObjectName.NaturalKey(shape.Name)))
            yield return Add(ObjectName.NaturalKey(shape.Name), $"UNIQUE ({Sql.Identifiers(shape.Spec.RowKey)})");
        foreach (var index in shape.Spec.Indexes)
        {
            var name = ObjectName.Index(shape.Name, index);
            if (!Has(name))
                yield return $"CREATE INDEX {Sql.Identifier(name)} ON {shape.Quoted} ({Sql.Identifiers(index)})";
        }
    }

    /// <summary>The references, when all tables have their primary keys.</summary>
    public IEnumerable<string> References(WarehouseSchema schema)
    {
        var missing = shape
            .Spec.References.Where(r => !Has(ObjectName.ForeignKey(shape.Name, r.Column)))
            .Select(r =>
                $"ADD CONSTRAINT {Sql.Identifier(ObjectName.ForeignKey(shape.Name, r.Column))} FOREIGN KEY ({Sql.Identifier(r.Column)}) "
                + $"REFERENCES {Sql.Identifier(schema.Name, r.Dimension)} ({Sql.Identifier(schema[r.Dimension].Surrogate!)})"
            )
            .ToList();
        if (missing.Count > 0)
            yield return $"ALTER TABLE {shape.Quoted} {string.Join(", ", missing)}";
    }

    /// <summary>Comments that differ from what is there.</summary>
    public IEnumerable<string> Comments()
    {
        if (shape.Spec.Description is { } text && text != existing?.Comment)
            yield return $"COMMENT ON TABLE {shape.Quoted} IS {Sql.Literal(text)}";
        foreach (var column in shape.Columns)
        {
            var now = existing?.Columns.FirstOrDefault(e => e.Name == column.Name)?.Comment;
            if (column.Description is { } comment && comment != now)
                yield return $"COMMENT ON COLUMN {shape.Quoted}.{Sql.Identifier(column.Name)} IS {Sql.Literal(comment)}";
        }
    }

    // A key needs an order only for its index; by code points that is built several times faster than by a language's rules.
    private string Collation(WarehouseColumn column) =>
        column.Type.Kind == PgKind.Text && shape.Spec.RowKey.Contains(column.Name) ? " COLLATE \"C\"" : "";

    private bool Has(string name) => existing?.Objects.Contains(name) == true;

    private string Add(string name, string constraint) =>
        $"ALTER TABLE {shape.Quoted} ADD CONSTRAINT {Sql.Identifier(name)} {constraint}";

    private void Refuse(ExistingTable there)
    {
        if (there.PrimaryKey.Count > 0 && !there.PrimaryKey.SequenceEqual(shape.PrimaryKey))
            throw Incompatible(
                $"its primary key is ({string.Join(", ", there.PrimaryKey)}) and should be ({string.Join(", ", shape.PrimaryKey)})",
                $"DROP TABLE {shape.Quoted} CASCADE"
            );
        foreach (var column in there.Columns)
        {
            var alter = $"ALTER TABLE {shape.Quoted}";
            var wanted =
                shape.Columns.FirstOrDefault(c => c.Name == column.Name)
                ?? throw Incompatible(
                    $"its column '{column.Name}' is neither in the schema file nor in the snapshot any more",
                    $"{alter} DROP COLUMN {Sql.Identifier(column.Name)}"
                );
            if (wanted.Type.Name != column.Type)
                throw Incompatible(
                    $"its column '{column.Name}' is {column.Type} and should be {wanted.Type.Name}",
                    $"{alter} ALTER COLUMN {Sql.Identifier(column.Name)} TYPE {wanted.Type.Name}"
                );
        }
        foreach (
            var column in shape.Columns.Where(c =>
                c is { IsRequired: true, Reference: null } && there.Columns.All(e => e.Name != c.Name)
            )
        )
            throw Incompatible($"it has no key column '{column.Name}'", $"DROP TABLE {shape.Quoted} CASCADE");
    }

    private PenstockException Incompatible(string why, string remedy) =>
        new(
            $"The warehouse table cannot be changed to what the schema file and the snapshot want: {why}",
            shape.Title,
            "The warehouse was left as it was",
            $"{remedy} in psql if that is meant, then run again"
        );
}
