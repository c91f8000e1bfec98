namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>Where a document stands in its <see cref="DocumentBatch"/>.</summary>
internal readonly record struct DocumentRange(int Start, int Length);
