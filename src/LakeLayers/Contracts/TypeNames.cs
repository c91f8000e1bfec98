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

    public static bool IsCovered(string logicalType, string duckDbType) =>
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
