using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Shapes;

/// <summary>One column of a warehouse table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">NOT NULL.</param>
/// <param name="Description">Its comment.</param>
/// <param name="Reference">The reference whose surrogate it holds; null for columns of the snapshot.</param>
internal sealed record WarehouseColumn(
    string Name,
    PgType Type,
    bool IsRequired,
    string? Description,
    Schemas.ReferenceSpec? Reference = null
);
