using System.Buffers;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Penstock.Connectors.MongoDb.Reading;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.MongoDb.Landing;

/// <summary>
/// Takes blocks of lines, compresses and hashes them into objects, and lands each object as soon as it is whole.
/// </summary>
internal sealed class ObjectLander(
    Lake lake,
    MongoToLandingOptions options,
    ObjectName names,
    string fingerprint,
    Guid runId
)
{
    private int _number;

    /// <summary>What was landed, in order, with whether it was new.</summary>
    public List<(LandedObject Object, bool IsNew)> Landed { get; } = [];

    public async Task RunAsync(ChannelReader<Block> blocks, CancellationToken cancellationToken)
    {
        ObjectFile? file = null;
        try
        {
            await foreach (var block in blocks.ReadAllAsync(cancellationToken))
            {
                file ??= new ObjectFile(lake.Objects.Stage(), options.Compression);
                file.Write(block.Bytes.AsSpan(0, block.Length));
                ArrayPool<byte>.Shared.Return(block.Bytes);
                if (block.End is not { } facts)
                    continue;
                await LandAsync(file, facts, cancellationToken);
                await file.DisposeAsync();
                file = null;
            }
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    private async Task LandAsync(ObjectFile file, ObjectFacts facts, CancellationToken cancellationToken)
    {
        var (size, sha256) = file.Finish();
        var number = ++_number;
        var draft = new LandingDraft(
            options.Feed,
            names.Uri(facts, number),
            names.File(facts, number),
            size,
            sha256,
            names.MediaType,
            runId
        )
        {
            RowCount = facts.Documents,
            Properties = LandedFacts.ToProperties(facts, options, fingerprint),
        };
        Landed.Add(await lake.Landing.LandAsync(file.Staged, draft, cancellationToken));
    }
}
