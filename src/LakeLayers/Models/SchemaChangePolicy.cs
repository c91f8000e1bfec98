namespace Penstock.LakeLayers.Models;

/// <summary>What an incremental model does when its query gives other columns than its table has.</summary>
public enum SchemaChangePolicy
{
    /// <summary>
    /// New columns are added to the table, empty in the rows that are there; columns that are not given stay, empty in the new
    /// rows.
    /// </summary>
    AppendNewColumns,

    /// <summary>New columns are left out.</summary>
    Ignore,

    /// <summary>
    /// The table gets the columns of the query: new ones are added, those that are not given are dropped, and others become as
    /// wide as the values need.
    /// </summary>
    SyncAllColumns,

    /// <summary>The run fails.</summary>
    Fail,
}
