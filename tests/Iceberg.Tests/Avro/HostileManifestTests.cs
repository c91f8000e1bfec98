using System.Text;
using Penstock.Iceberg.Avro;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Tests.Avro;

/// <summary>Manifests are bytes that others wrote: whatever they are, they are read or refused, and never end the process.</summary>
public sealed class HostileManifestTests
{
    private static readonly ManifestFile Named = new("m", 1, 0, FileContent.Data, 1, 1, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Bytes_that_were_changed_at_random_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        byte[][] originals = [Manifest(), List()];
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var which = i % 2;
            var bytes = Changed(random, originals[which]);
            try
            {
                if (which == 0)
                    ManifestReader.Entries(bytes, Named, withStatistics: i % 4 == 0);
                else
                    ManifestReader.List(bytes);
            }
            catch (IcebergFormatException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1_000, 5_000);
    }

    [Theory]
    [InlineData("""{"type": "record", "name": "r", "fields": [{"name": "f", "type": "r"}]}""")]
    [InlineData("""{"type": "record", "name": "r", "fields": [{"name": "f", "type": ["null", "r"]}]}""")]
    [InlineData(
        """{"type": "record", "name": "r", "fields": [{"name": "f", "type": {"type": "array", "items": "null"}}]}"""
    )]
    [InlineData(
        """{"type": "record", "name": "r", "fields": [{"name": "f", "type": {"type": "map", "values": "null"}}]}"""
    )]
    [InlineData(
        """{"type": "record", "name": "r", "fields": [{"name": "f", "type": {"type": "fixed", "name": "x", "size": -1}}]}"""
    )]
    [InlineData("""{"type": "record", "name": "r"}""")]
    [InlineData("""{"type": "record", "fields": []}""")]
    [InlineData("""{"type": "enum", "name": "e"}""")]
    [InlineData("""{"type": 7}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("no json")]
    public void Schemas_that_nest_for_ever_count_what_is_not_there_or_are_none_are_refused(string schema)
    {
        // Two in Avro's coding of numbers is one: each value is the second branch, or an array of very many.
        foreach (
            var value in (byte[][])
                [Enumerable.Repeat((byte)2, 100_000).ToArray(), [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]]
        )
        {
            var error = Assert.Throws<IcebergFormatException>(() => AvroFile.Read(File(schema, value)));
            Assert.NotEmpty(error.Message);
        }
    }

    [Fact]
    public void A_count_of_rows_that_the_block_cannot_hold_is_refused()
    {
        var schema = """{"type": "record", "name": "r", "fields": []}""";
        Assert.Throws<IcebergFormatException>(() => AvroFile.Read(File(schema, [1], rows: long.MaxValue)));
    }

    [Fact]
    public void A_block_of_snappy_gets_no_more_memory_than_it_can_fill()
    {
        Assert.Throws<IcebergFormatException>(() => Snappy.Decode([0xFF, 0xFF, 0xFF, 0xFF, 0x03, 0]));
    }

    private static byte[] Changed(Random random, byte[] original)
    {
        var bytes = original.ToArray();
        for (var n = random.Next(1, 6); n > 0; n--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    // Plain, so that a changed byte reaches the records and not only the decompressor.
    private static byte[] File(string schema, ReadOnlySpan<byte> block, long rows = 1)
    {
        var file = new AvroEncoder();
        file.Raw("Obj\u0001"u8.ToArray());
        file.Long(1);
        file.Text("avro.schema");
        file.Bytes(Encoding.UTF8.GetBytes(schema));
        file.Long(0);
        file.Raw(new byte[16]);
        file.Long(rows);
        file.Bytes(block.ToArray());
        file.Raw(new byte[16]);
        return file.Written.ToArray();
    }

    private static byte[] Plain(byte[] packed)
    {
        // The writer deflates; the reader's own rows are written again by hand.
        var (properties, _, rows) = AvroFile.Read(packed);
        var block = new AvroEncoder();
        var type = AvroSchemaReader.Read(properties["avro.schema"]);
        foreach (var row in rows)
            type.Write(block, row);
        return File(properties["avro.schema"], block.Written.Span, rows.Count);
    }

    private static byte[] Manifest()
    {
        var table = MetadataChange.Apply(
            MetadataChange.Empty("file:///t"),
            null,
            [
                new AddSchema(new IcebergSchema(0, [new NestedField(1, "a", false, new PrimitiveType("int"))])),
                new SetCurrentSchema(-1),
            ],
            DateTimeOffset.UnixEpoch
        );
        var file = new TableFile("file:///t/data/a.parquet", 10, 100)
        {
            ColumnSizes = new Dictionary<int, long> { [1] = 40 },
            LowerBounds = new Dictionary<int, byte[]> { [1] = [1, 0, 0, 0] },
            SplitOffsets = [4],
        };
        return Plain(
            ManifestWriter.Manifest(table, 0, false, [new ManifestEntry(EntryStatus.Added, 1, null, null, file)])
        );
    }

    private static byte[] List() =>
        Plain(ManifestWriter.List(1, null, 1, [Named with { Partitions = [new FieldSummary(true, null, [1], [2])] }]));
}
