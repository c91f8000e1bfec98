using System.Security.Cryptography;
using Penstock.Core.Metadata;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Events;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>A lake of a test's own on local disk.</summary>
internal sealed class TestLake : IAsyncDisposable
{
    private readonly MetadataStore _metadata;

    private TestLake(MetadataStore metadata, string folder)
    {
        _metadata = metadata;
        Lake = new Lake(
            new LocalDiskObjectStore(folder),
            new StepRunner(metadata),
            new LakeOptions(Path.Combine(folder, "scratch"))
        );
    }

    public Lake Lake { get; }

    public static async Task<TestLake> CreateAsync(PostgresFixture postgres, TestFolder folder) =>
        new(await postgres.CreateLakeMetadataAsync(), folder["lake"]);

    /// <summary>The published objects' addresses and bytes, checked against their hashes.</summary>
    public async Task<Dictionary<string, byte[]>> ReadAsync(string feed)
    {
        var all = new Dictionary<string, byte[]>();
        foreach (var landed in await Lake.Landing.ListAsync(feed))
            all[landed.SourceUri] = await ReadAsync(landed);
        return all;
    }

    public async Task<byte[]> ReadAsync(LandedObject landed)
    {
        await using var content = await Lake.Objects.OpenReadAsync(landed.Key);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        Assert.Equal(landed.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
        Assert.Equal(landed.Size, bytes.Length);
        return bytes.ToArray();
    }

    public ValueTask DisposeAsync() => _metadata.DisposeAsync();
}
