using Penstock.Core.Compression;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Core.Tests;

public class ZstdReadStreamTests
{
    [Fact]
    public async Task What_the_zstd_program_packed_is_read_back_byte_for_byte()
    {
        using var folder = new TestFolder();
        var (plain, packed) = await PackAsync(folder);

        using var read = new MemoryStream();
        await using var stream = new ZstdReadStream(new MemoryStream(packed));
        await stream.CopyToAsync(read);

        Assert.Equal(plain, read.ToArray());
    }

    [Fact]
    public async Task Data_that_is_cut_inside_a_frame_is_an_error_and_not_the_end()
    {
        using var folder = new TestFolder();
        var (_, packed) = await PackAsync(folder);

        await using var stream = new ZstdReadStream(new MemoryStream(packed, 0, packed.Length / 2));
        await Assert.ThrowsAsync<InvalidDataException>(() => stream.CopyToAsync(Stream.Null));
    }

    private static async Task<(byte[] Plain, byte[] Packed)> PackAsync(TestFolder folder)
    {
        var plain = new byte[3_000_000];
        new Random(7).NextBytes(plain.AsSpan(0, 1_000_000));
        await File.WriteAllBytesAsync(folder["plain"], plain);
        var zstd = await CommandLine.RunAsync("zstd", ["-q", folder["plain"], "-o", folder["packed"]]);
        Assert.Equal(0, zstd.ExitCode);
        return (plain, await File.ReadAllBytesAsync(folder["packed"]));
    }
}
