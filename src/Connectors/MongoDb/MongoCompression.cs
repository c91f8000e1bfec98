namespace Penstock.Connectors.MongoDb;

/// <summary>How landed documents are compressed.</summary>
public enum MongoCompression
{
    /// <summary>Zstandard, media type <c>application/x-ndjson+zstd</c>.</summary>
    Zstd,

    /// <summary>
    /// Gzip, media type <c>application/x-ndjson+gzip</c>: larger and several times slower, readable everywhere.
    /// </summary>
    Gzip,
}
