using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>Rows without a value for a column that the table, by another engine's word, requires one of.</summary>
/// <param name="table">The table.</param>
/// <param name="column">The column.</param>
/// <param name="nulls">Rows without a value.</param>
public sealed class RequiredColumnException(TableName table, string column, long nulls)
    : PenstockException(
        $"The column {column} is required, and {nulls} new rows have no value for it",
        table.ToString(),
        "Nothing was published",
        $"give the rows a value, or let the engine that made the column required say ALTER COLUMN {column} DROP NOT NULL"
    );
