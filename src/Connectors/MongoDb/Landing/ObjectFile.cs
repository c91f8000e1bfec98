using System.IO.Compression;
using Penstock.Core.Compression;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.Connectors.MongoDb.Landing;

/// <summary>One object in the making: lines in, compressed and hashed bytes in a staged file.</summary>
internal sealed class ObjectFile : IAsyncDisposable
{
    private readonly HashingStream _hashing;
    private readonly Stream _compressing;

    public ObjectFile(StagedObject staged, MongoCompression compression)
    {
        Staged = staged;
        _hashing = new HashingStream(staged.Content);
        _compressing =
            compression == MongoCompression.Zstd
                ? new ZstdWriteStream(_hashing)
                : new GZipStream(_hashing, CompressionLevel.Fastest, leaveOpen: true);
    }

    public StagedObject Staged { get; }

    public void Write(ReadOnlySpan<byte> lines) => _compressing.Write(lines);

    /// <summary>Ends the compressed stream.</summary>
    /// <returns>Size and SHA-256 of the bytes as stored.</returns>
    public (long Size, string Sha256) Finish()
    {
        _compressing.Dispose();
        return (_hashing.Length, _hashing.Hash());
    }

    public async ValueTask DisposeAsync()
    {
        await _compressing.DisposeAsync();
        await _hashing.DisposeAsync();
        await Staged.DisposeAsync();
    }
}
