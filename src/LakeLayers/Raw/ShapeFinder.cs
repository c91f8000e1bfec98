using System.Text.Json.Nodes;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>Finds the shape of an object's documents: the one its connector recorded, or that of all its values.</summary>
internal sealed class ShapeFinder(LakeJob job, LandingReader reader, int chunkBytes)
{
    public async Task<ObjectShape> FindAsync(LandedObject landed, bool isExact, CancellationToken cancellationToken)
    {
        var properties = landed.Properties["shape"] as JsonObject;
        var recorded = properties is null ? null : FieldShape.FromConnector(properties);
        var isComplete = properties?["complete"] is not JsonValue complete || complete.GetValue<bool>();
        if (recorded is not null && isComplete && !isExact)
            return new ObjectShape(recorded, false);
        var found = await ScanAsync(landed, cancellationToken);
        if (recorded is not null)
            found.Shape.Narrow(recorded);
        return found;
    }

    private async Task<ObjectShape> ScanAsync(LandedObject landed, CancellationToken cancellationToken)
    {
        using var chunker = new LineChunker(
            await ObjectContent.OpenAsync(reader, landed, cancellationToken),
            job.Folder,
            chunkBytes
        );
        var shape = new FieldShape();
        var hasFaults = false;
        while (await Task.Run(() => chunker.Next(cancellationToken), cancellationToken) is { } chunk)
        {
            hasFaults |= await Task.Run(() => !AddTo(shape, chunk, cancellationToken), cancellationToken);
            File.Delete(chunk.Path);
        }
        return new ObjectShape(shape, hasFaults);
    }

    private static bool AddTo(FieldShape shape, LineChunk chunk, CancellationToken cancellationToken)
    {
        var isGood = true;
        foreach (var line in chunk.Lines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var document = LineDocument.Parse(NumberedLine.Of(line).Document);
                shape.Add(document.RootElement);
            }
            catch (DocumentFault)
            {
                // Refused, with its reason, when the lines are written.
                isGood = false;
            }
        }
        return isGood;
    }
}
