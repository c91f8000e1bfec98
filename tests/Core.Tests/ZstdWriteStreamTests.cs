using System.Text;
using Penstock.Core.Compression;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Core.Tests;

public class ZstdWriteStreamTests
{
    [Fact]
    public void What_is_written_reads_back_and_the_stream_below_stays_open()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\n")));
        using var stored = new MemoryStream();
        using (var writing = new ZstdWriteStream(stored))
        {
            for (var at = 0; at < text.Length; at += 10_007)
                writing.Write(text.AsSpan(at, Math.Min(10_007, text.Length - at)));
        }

        Assert.InRange(stored.Length, 1, text.Length / 2);
        stored.Position = 0;
        using var plain = new MemoryStream();
        using (var reading = new ZstdReadStream(stored))
            reading.CopyTo(plain);
        Assert.Equal(text, plain.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public async Task The_zstd_program_reads_what_is_written_and_finds_its_checksum(int level)
    {
        using var folder = new TestFolder();
        var plain = new byte[3_000_000];
        new Random(7).NextBytes(plain.AsSpan(0, 1_000_000));
        await using (var file = File.Create(folder["packed.zst"]))
        await using (var writing = new ZstdWriteStream(file, level))
            await writing.WriteAsync(plain);

        var unpacked = await CommandLine.RunAsync("zstd", ["-q", "-d", folder["packed.zst"], "-o", folder["plain"]]);
        var list = await CommandLine.RunAsync("zstd", ["-l", folder["packed.zst"]]);

        Assert.Equal(0, unpacked.ExitCode);
        Assert.Equal(plain, await File.ReadAllBytesAsync(folder["plain"]));
        Assert.Contains("XXH64", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_flushed_can_be_read_before_the_frame_ends()
    {
        using var stored = new MemoryStream();
        using var writing = new ZstdWriteStream(stored);
        writing.Write("so far"u8);
        writing.Flush();

        stored.Position = 0;
        var read = new byte[6];
        new ZstdReadStream(stored).ReadExactly(read);

        Assert.Equal("so far"u8, read);
    }

    [Fact]
    public void Nothing_written_is_an_empty_frame()
    {
        using var stored = new MemoryStream();
        new ZstdWriteStream(stored).Dispose();
        stored.Position = 0;

        Assert.True(stored.Length > 0);
        Assert.Equal(-1, new ZstdReadStream(stored).ReadByte());
    }
}
