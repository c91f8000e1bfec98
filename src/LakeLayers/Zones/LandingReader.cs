using System.IO.Compression;
using System.Security.Cryptography;
using Penstock.Core.Compression;
using Penstock.Core.Errors;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Zones;

/// <summary>Reads landing objects back: checks their hash, and finds single lines in them.</summary>
public sealed class LandingReader(IObjectStore objects)
{
    /// <summary>Opens the object's content as the source gave it, decompressed where the connector had compressed it.</summary>
    public async Task<Stream> OpenContentAsync(LandedObject landed, CancellationToken cancellationToken = default)
    {
        var stored = await OpenStoredAsync(landed, cancellationToken);
        return landed.MediaType switch
        {
            var t when t.EndsWith("+zstd", StringComparison.Ordinal) => new ZstdReadStream(stored),
            var t when t.EndsWith("+gzip", StringComparison.Ordinal) => new GZipStream(
                stored,
                CompressionMode.Decompress
            ),
            _ => stored,
        };
    }

    /// <summary>
    /// Reads the whole object and compares its SHA-256 with the one in the index (after an erasure, that of what was left).
    /// </summary>
    /// <exception cref="PenstockException">The bytes are not those that landed.</exception>
    public async Task VerifyAsync(LandedObject landed, CancellationToken cancellationToken = default)
    {
        await using var stored = await OpenStoredAsync(landed, cancellationToken);
        var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stored, cancellationToken));
        if (actual != (landed.StoredSha256 ?? landed.Sha256))
        {
            throw new PenstockException(
                "The bytes in landing are not those that the source gave",
                $"{landed.Key}: SHA-256 is {actual}, expected {landed.StoredSha256 ?? landed.Sha256}",
                "Tables made from it are as they were",
                "restore the object from a backup of the store"
            );
        }
    }

    // What an erasure left stands beside the object until it takes its place; that may be between the look into the index and
    // now.
    private async Task<Stream> OpenStoredAsync(LandedObject landed, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.OpenReadAsync(landed.StoredKey ?? landed.Key, cancellationToken: cancellationToken);
        }
        catch (ObjectNotFoundException) when (landed.StoredKey is not null)
        {
            return await objects.OpenReadAsync(landed.Key, cancellationToken: cancellationToken);
        }
    }

    /// <summary>The bytes of one line, without its line end.</summary>
    /// <param name="landed">An object made of lines.</param>
    /// <param name="line">The line's number, from 1.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="PenstockException">The object has fewer lines.</exception>
    public async Task<byte[]> ReadLineAsync(
        LandedObject landed,
        long line,
        CancellationToken cancellationToken = default
    )
    {
        await using var content = await OpenContentAsync(landed, cancellationToken);
        using var found = new MemoryStream();
        var buffer = new byte[1 << 17];
        var current = 1L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var at = 0;
            while (at < read)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', at, read - at);
                if (current == line)
                    found.Write(buffer, at, (end < 0 ? read : end) - at);
                if (end < 0)
                    break;
                if (current == line)
                    return found.ToArray();
                current++;
                at = end + 1;
            }
        }
        return current == line && found.Length > 0
            ? found.ToArray()
            : throw new PenstockException(
                $"The object has only {current - 1} lines",
                $"{landed.Key}, line {line}",
                "Nothing was changed",
                "penstock doctor"
            );
    }
}
