using System.IO.Compression;
using System.Security.Cryptography;
using Penstock.Core.Compression;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Writes an object of landing anew with some of its lines empty. All others keep their numbers, so that rows made from them
/// still find
/// them; readers of lines pass over empty ones.
/// </summary>
internal static class LandingRewrite
{
    /// <summary>Writes it beside the old one, durable.</summary>
    public static async Task<RewrittenObject> WriteAsync(
        Lake lake,
        FoundObject found,
        CancellationToken cancellationToken
    )
    {
        var landed = found.Landed!;
        await using var staged = lake.Objects.Stage();
        long erased;
        await using (var content = await new LandingReader(lake.Objects).OpenContentAsync(landed, cancellationToken))
        await using (var packed = Pack(landed, staged.Content))
            erased = await CopyAsync(content, packed, found.Positions, cancellationToken);
        await staged.CloseAsync();
        string hash;
        await using (var file = File.OpenRead(staged.LocalPath))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        var rewritten = new RewrittenObject(
            landed,
            $"landing-rewritten/{Guid.CreateVersion7():N}",
            hash,
            new FileInfo(staged.LocalPath).Length,
            erased
        );
        await staged.CommitAsync(rewritten.StoredKey, cancellationToken: cancellationToken);
        return rewritten;
    }

    private static Stream Pack(LandedObject landed, Stream to) =>
        landed.MediaType switch
        {
            var t when t.EndsWith("+zstd", StringComparison.Ordinal) => new ZstdWriteStream(to),
            var t when t.EndsWith("+gzip", StringComparison.Ordinal) => new GZipStream(
                to,
                CompressionLevel.Optimal,
                leaveOpen: true
            ),
            _ => new BufferedStream(to),
        };

    private static async Task<long> CopyAsync(
        Stream from,
        Stream to,
        IReadOnlySet<long> lines,
        CancellationToken cancellationToken
    )
    {
        var (buffer, line, erased, isBlank) = (new byte[1 << 17], 1L, 0L, true);
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            for (var at = 0; at < read; )
            {
                var end = Array.IndexOf(buffer, (byte)'\n', at, read - at);
                var text = buffer.AsSpan(at, (end < 0 ? read : end) - at);
                if (lines.Contains(line))
                    isBlank &= text.Trim(" \t\r"u8).IsEmpty;
                else
                    to.Write(text);
                at += text.Length;
                if (end < 0)
                    break;
                EndLine();
                to.WriteByte((byte)'\n');
                at++;
            }
        }
        EndLine();
        await to.FlushAsync(cancellationToken);
        return erased;

        void EndLine()
        {
            if (lines.Contains(line) && !isBlank)
                erased++;
            (line, isBlank) = (line + 1, true);
        }
    }
}
