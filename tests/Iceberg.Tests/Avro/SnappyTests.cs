using System.Text;
using Penstock.Iceberg.Avro;

namespace Penstock.Iceberg.Tests.Avro;

/// <summary>Blocks by hand, after the description of the format; the fixtures of other engines have whole files.</summary>
public class SnappyTests
{
    [Fact]
    public void Literals_and_copies_that_overlap_what_they_write_come_out_whole()
    {
        // "abc" as it is, then nine bytes from three before, twice with the other lengths of offsets.
        byte[] block = [21, 0x08, (byte)'a', (byte)'b', (byte)'c', 0x15, 3, (8 << 2) | 2, 3, 0];

        Assert.Equal("abcabcabcabcabcabcabc", Encoding.ASCII.GetString(Snappy.Decode(block)));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 4, 0x08, 97, 98, 99 })]
    [InlineData(new byte[] { 3, 0x08, 97 })]
    [InlineData(new byte[] { 9, 0x08, 97, 98, 99, 0x09, 7 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 1 })]
    public void A_damaged_block_is_refused(byte[] block) =>
        Assert.Throws<IcebergFormatException>(() => Snappy.Decode(block));
}
