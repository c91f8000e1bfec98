namespace Penstock.Warehouse.Schemas;

/// <summary>What a warehouse table is, which decides its keys and what happens to rows that left the snapshot.</summary>
public enum TableKind
{
    /// <summary>
    /// Members with a surrogate key and the unknown member -1. Members that left the snapshot are kept: old facts may name
    /// them.
    /// </summary>
    Dimension,

    /// <summary>Measurements that name dimension members. The table equals the snapshot: rows that left it are deleted.</summary>
    Fact,

    /// <summary>Any other table with a primary key of its own. It equals the snapshot.</summary>
    Table,
}
