using System.Text;
using Penstock.Core.Compression;

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
