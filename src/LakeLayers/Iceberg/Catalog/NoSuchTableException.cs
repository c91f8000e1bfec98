using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>There is no table of the name.</summary>
public sealed class NoSuchTableException(TableName table)
    : PenstockException("There is no such table", table.ToString(), "Nothing was changed", "penstock zones ls");
