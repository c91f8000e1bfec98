using MongoDB.Bson;
using MongoDB.Driver;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>A projection, or none, whose documents go into a batch.</summary>
internal sealed class RawProjection(BsonDocument? projection, DocumentBatch batch)
    : ProjectionDefinition<RawBsonDocument, DocumentRange>
{
    public override RenderedProjectionDefinition<DocumentRange> Render(RenderArgs<RawBsonDocument> args) =>
        new(projection, batch);
}
