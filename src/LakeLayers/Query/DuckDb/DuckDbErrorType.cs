namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>What kind of error DuckDB reported (<c>duckdb_error_type</c>); numbers that are not named here occur too.</summary>
public enum DuckDbErrorType
{
    /// <summary>DuckDB did not say.</summary>
    Invalid = 0,

    /// <summary>A value does not fit its type.</summary>
    OutOfRange = 1,

    /// <summary>A cast failed.</summary>
    Conversion = 2,

    /// <summary>A table, view or function does not exist.</summary>
    Catalog = 13,

    /// <summary>The text is no SQL.</summary>
    Parser = 14,

    /// <summary>A constraint was broken.</summary>
    Constraint = 18,

    /// <summary>A name or type in the SQL does not resolve.</summary>
    Binder = 24,

    /// <summary>A file cannot be read or written.</summary>
    Io = 28,

    /// <summary>The query was interrupted.</summary>
    Interrupt = 29,

    /// <summary>A fault inside DuckDB.</summary>
    Internal = 31,

    /// <summary>An input (a malformed file, an argument) is not valid.</summary>
    InvalidInput = 32,

    /// <summary>The memory limit was reached and spilling could not help.</summary>
    OutOfMemory = 33,

    /// <summary>The sandbox refused it.</summary>
    Permission = 34,
}
