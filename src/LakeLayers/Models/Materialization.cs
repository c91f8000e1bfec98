namespace Penstock.LakeLayers.Models;

/// <summary>How a model's result is kept.</summary>
public enum Materialization
{
    /// <summary>A table, replaced as a whole by each run.</summary>
    Table,

    /// <summary>The query itself: whoever reads it runs it.</summary>
    View,

    /// <summary>A table that each run adds to or changes.</summary>
    Incremental,

    /// <summary>A table with the history of its rows (type 2).</summary>
    Snapshot,
}
