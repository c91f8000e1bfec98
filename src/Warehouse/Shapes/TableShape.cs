using Penstock.LakeLayers.Tables;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Shapes;

/// <summary>
/// A warehouse table in full: what the schema file declares, completed by the columns of the snapshot it is loaded from.
/// </summary>
/// <param name="Schema">The PostgreSQL schema.</param>
/// <param name="Spec">The declaration.</param>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Columns">The columns in order.</param>
internal sealed record TableShape(
    string Schema,
    TableSpec Spec,
    TableSnapshot Snapshot,
    IReadOnlyList<WarehouseColumn> Columns
)
{
    public string Name => Spec.Name;

    /// <summary>Schema and table, quoted.</summary>
    public string Quoted { get; } = Core.Metadata.Sql.Identifier(Schema, Spec.Name);

    /// <summary>Schema and table, for people.</summary>
    public string Title { get; } = $"{Schema}.{Spec.Name}";

    /// <summary>The columns of the primary key.</summary>
    public IReadOnlyList<string> PrimaryKey { get; } = Spec.Surrogate is { } surrogate ? [surrogate] : Spec.Key;

    public WarehouseColumn this[string column] => Columns.First(c => c.Name == column);
}
