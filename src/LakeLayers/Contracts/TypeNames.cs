namespace Penstock.LakeLayers.Contracts;

/// <summary>Which of DuckDB's types a contract's <c>logicalType</c> covers.</summary>
internal static class TypeNames
{
    private static readonly string[] Integers =
    [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
    ];

    /// <summary>Whether a logical type covers a type of DuckDB.</summary>
    /// <param name="logicalType">The logical type.</param>
    /// <param name="duckDbType">The type.</param>
    /// <param name="isSaid">The contract names the type as <c>physicalType</c> too. Before version 3.1 the standard had neither
    /// timestamps nor times, and contracts of then have dates and texts for them, and arrays for bytes.</param>
    public static bool IsCovered(string logicalType, string duckDbType, bool isSaid = false) =>
        IsCovered(logicalType, duckDbType)
        || (
            isSaid
            && logicalType switch
            {
                "date" => IsCovered("timestamp", duckDbType) || IsCovered("time", duckDbType),
                "string" => IsCovered("time", duckDbType) || duckDbType is "INTERVAL",
                "array" => duckDbType is "BLOB",
                _ => false,
            }
        );

    private static bool IsCovered(string logicalType, string duckDbType) =>
        logicalType switch
        {
            "array" => duckDbType.EndsWith(']'),
            _ when duckDbType.EndsWith(']') => false,
            "string" => duckDbType is "VARCHAR" or "UUID" or "JSON" or "BLOB"
                || duckDbType.StartsWith("ENUM", StringComparison.Ordinal),
            "integer" => Integers.Contains(duckDbType),
            "number" => Integers.Contains(duckDbType)
                || duckDbType is "DOUBLE" or "FLOAT"
                || duckDbType.StartsWith("DECIMAL", StringComparison.Ordinal),
            "boolean" => duckDbType is "BOOLEAN",
            "date" => duckDbType is "DATE",
            "timestamp" => duckDbType.StartsWith("TIMESTAMP", StringComparison.Ordinal),
            "time" => duckDbType.StartsWith("TIME", StringComparison.Ordinal)
                && !duckDbType.StartsWith("TIMESTAMP", StringComparison.Ordinal),
            _ => duckDbType.StartsWith("STRUCT", StringComparison.Ordinal)
                || duckDbType.StartsWith("MAP", StringComparison.Ordinal),
        };
}
