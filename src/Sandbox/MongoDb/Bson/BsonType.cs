namespace Penstock.Sandbox.MongoDb.Bson;

/// <summary>Element types of BSON 1.1 (https://bsonspec.org/spec.html).</summary>
public enum BsonType : byte
{
    /// <summary>64-bit float.</summary>
    Double = 0x01,

    /// <summary>UTF-8 text.</summary>
    String = 0x02,

    /// <summary>Embedded document.</summary>
    Document = 0x03,

    /// <summary>Array: a document whose keys are 0, 1, 2, …</summary>
    Array = 0x04,

    /// <summary>Bytes with a subtype.</summary>
    Binary = 0x05,

    /// <summary>Deprecated.</summary>
    Undefined = 0x06,

    /// <summary>12 bytes: seconds, random, counter.</summary>
    ObjectId = 0x07,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 0x08,

    /// <summary>Milliseconds since 1970 (UTC).</summary>
    Date = 0x09,

    /// <summary>No value.</summary>
    Null = 0x0A,

    /// <summary>Two cstrings: pattern and options.</summary>
    Regex = 0x0B,

    /// <summary>Deprecated.</summary>
    DbPointer = 0x0C,

    /// <summary>Source text.</summary>
    JavaScript = 0x0D,

    /// <summary>Deprecated.</summary>
    Symbol = 0x0E,

    /// <summary>Deprecated.</summary>
    JavaScriptWithScope = 0x0F,

    /// <summary>32-bit integer.</summary>
    Int32 = 0x10,

    /// <summary>Increment and seconds, of replication.</summary>
    Timestamp = 0x11,

    /// <summary>64-bit integer.</summary>
    Int64 = 0x12,

    /// <summary>IEEE 754-2008 decimal, 16 bytes.</summary>
    Decimal128 = 0x13,

    /// <summary>Greater than everything.</summary>
    MaxKey = 0x7F,

    /// <summary>Less than everything.</summary>
    MinKey = 0xFF,
}
