namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>A <c>find</c>; its documents are BSON.</summary>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Filter">Which documents.</param>
/// <param name="Sort">In which order.</param>
internal sealed record DocumentQuery(string Database, string Collection, byte[] Filter, byte[] Sort)
{
    /// <summary>Which fields; null: all.</summary>
    public byte[]? Projection { get; init; }

    /// <summary>Documents an answer.</summary>
    public int BatchSize { get; init; }

    /// <summary>Documents in all; null: as many as there are.</summary>
    public int? Limit { get; init; }
}
