namespace Penstock.Warehouse.Types;

/// <summary>How a value is written in PostgreSQL's binary COPY format.</summary>
public enum PgKind
{
    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>16-bit integer.</summary>
    Int2,

    /// <summary>32-bit integer.</summary>
    Int4,

    /// <summary>64-bit integer.</summary>
    Int8,

    /// <summary>IEEE 754 single.</summary>
    Float4,

    /// <summary>IEEE 754 double.</summary>
    Float8,

    /// <summary>Base-10000 digits.</summary>
    Numeric,

    /// <summary>UTF-8 bytes.</summary>
    Text,

    /// <summary>A version byte and UTF-8 bytes.</summary>
    Jsonb,

    /// <summary>Bytes.</summary>
    Bytea,

    /// <summary>Days since 2000-01-01.</summary>
    Date,

    /// <summary>Microseconds since midnight.</summary>
    Time,

    /// <summary>Microseconds since 2000-01-01, with or without time zone.</summary>
    Timestamp,

    /// <summary>16 bytes.</summary>
    Uuid,
}
