using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>Finds the shape of an object's documents: the one its connector recorded, or one pass of DuckDB over all lines.</summary>
internal sealed class ShapeFinder(LakeJob job, LandingReader reader, int chunkBytes)
{
    public async Task<FieldShape> FindAsync(LandedObject landed, CancellationToken cancellationToken)
    {
        if (landed.Properties["shape"] is JsonObject recorded)
            return FieldShape.FromConnector(recorded);
        using var chunker = new LineChunker(
            await ObjectContent.OpenAsync(reader, landed, cancellationToken),
            job.Folder,
            chunkBytes
        );
        var shape = new FieldShape();
        while (chunker.Next(cancellationToken) is { } chunk)
        {
            shape.Add(await OfChunkAsync(chunk, cancellationToken));
            File.Delete(chunk.Path);
        }
        return shape;
    }

    /// <summary>The shape of one chunk; lines that are no JSON are passed over.</summary>
    public async Task<FieldShape> OfChunkAsync(LineChunk chunk, CancellationToken cancellationToken)
    {
        var structure = await job.RunAsync(
            session =>
                session.Scalar<string>(
                    $"SELECT json_group_structure(json) FROM read_ndjson_objects({Sql.Literal(chunk.Path)}, ignore_errors = true, maximum_object_size = {Math.Max(chunk.LongestLine + 1024, 1 << 20)})",
                    ct: cancellationToken
                ),
            cancellationToken
        );
        var shape = structure is null ? new FieldShape() : FieldShape.FromStructure(JsonNode.Parse(structure));
        shape.Fields.Remove(LineChunk.PositionField);
        shape.Fields.Remove(LineChunk.HashField);
        return shape;
    }
}
