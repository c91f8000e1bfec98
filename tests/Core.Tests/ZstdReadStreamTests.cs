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

    [Fact]
    public async Task A_bit_that_turned_is_an_error()
    {
        using var folder = new TestFolder();
        var (_, packed) = await PackAsync(folder);
        packed[500_000] ^= 1;

        await using var stream = new ZstdReadStream(new MemoryStream(packed));
        await Assert.ThrowsAsync<InvalidDataException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Several_frames_are_read_as_one_text_and_no_input_is_no_text()
    {
        using var folder = new TestFolder();
        var (plain, packed) = await PackAsync(folder);

        using var read = new MemoryStream();
        await using (var twice = new ZstdReadStream(new MemoryStream([.. packed, .. packed])))
            await twice.CopyToAsync(read);

        Assert.Equal([.. plain, .. plain], read.ToArray());
        Assert.Equal(-1, new ZstdReadStream(new MemoryStream()).ReadByte());
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
