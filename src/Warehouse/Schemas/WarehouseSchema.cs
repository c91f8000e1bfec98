namespace Penstock.Warehouse.Schemas;

/// <summary>
/// A PostgreSQL schema of dimensions, facts and other tables; read from a file by <see cref="WarehouseSchemaFile"/>.
/// </summary>
/// <param name="File">The file it was read from, for messages.</param>
/// <param name="Name">The PostgreSQL schema.</param>
/// <param name="Description">The comment on the schema.</param>
/// <param name="Tables">Its tables; dimensions first, otherwise in the file's order.</param>
public sealed record WarehouseSchema(string File, string Name, string? Description, IReadOnlyList<TableSpec> Tables)
{
    /// <summary>A table by name.</summary>
    /// <exception cref="InvalidOperationException">There is none; the file was checked, so this is a fault of the
    /// caller.</exception>
    public TableSpec this[string table] => Tables.First(t => t.Name == table);
}
