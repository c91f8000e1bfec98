using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Schemas;

/// <summary>What a schema file says about one column; the rest is inferred from the snapshot.</summary>
/// <param name="Type">The PostgreSQL type; null: inferred from the snapshot's type.</param>
/// <param name="Description">The comment; null: the snapshot's description.</param>
public sealed record ColumnSpec(PgType? Type, string? Description);
