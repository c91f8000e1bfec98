using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>A table is of a version of the format that is read here and not written.</summary>
/// <param name="table">The table.</param>
/// <param name="version">Its version.</param>
public sealed class UnsupportedVersionException(TableName table, int version)
    : PenstockException(
        $"Tables of version {version} of the Iceberg format are read here and not written",
        table.ToString(),
        "Nothing was changed",
        "change it with the engine that made it, or copy its rows into a table of this lake with a model"
    );
