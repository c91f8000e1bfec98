using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>The name is taken.</summary>
public sealed class TableExistsException(TableName table)
    : PenstockException(
        "There is a table of that name",
        table.ToString(),
        "Nothing was changed",
        "choose another name, or drop the table first"
    );
