using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Compression;

namespace Penstock.Iceberg.Avro;

/// <summary>
/// Avro object container files: a header with a schema and properties, then blocks of records. Written compressed with deflate;
/// read plain, deflated, or compressed with snappy or zstandard.
/// </summary>
internal static class AvroFile
{
    private const int SyncLength = 16,
        SnappyChecksum = 4;
    private const long MaxBytes = 1L << 30;
    private static readonly byte[] Magic = [(byte)'O', (byte)'b', (byte)'j', 1];
    private static readonly AvroMap Header = new(new AvroPrimitive("bytes"));

    /// <summary>A file with the rows of a record schema.</summary>
    public static byte[] Write(
        string schema,
        IReadOnlyDictionary<string, string> properties,
        IReadOnlyCollection<object?[]> rows
    )
    {
        var type = AvroSchemaReader.Read(schema);
        var sync = RandomNumberGenerator.GetBytes(SyncLength);
        var file = new AvroEncoder();
        file.Raw(Magic);
        Header.Write(
            file,
            properties
                .Append(new("avro.schema", schema))
                .Append(new("avro.codec", "deflate"))
                .ToDictionary(p => p.Key, p => (object?)Encoding.UTF8.GetBytes(p.Value))
        );
        file.Raw(sync);
        if (rows.Count > 0)
        {
            var block = new AvroEncoder();
            foreach (var row in rows)
                type.Write(block, row);
            file.Long(rows.Count);
            file.Bytes(Deflate(block.Written.Span));
            file.Raw(sync);
        }
        return file.Written.ToArray();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="project">Called with the record schema before rows are read, to say what is wanted of it.</param>
    /// <returns>The properties and the schema of the file, and its rows.</returns>
    /// <exception cref="IcebergFormatException">The bytes are no such file, are cut, or use another compression.</exception>
    public static (
        IReadOnlyDictionary<string, string> Properties,
        AvroRecord Schema,
        IReadOnlyList<object?[]> Rows
    ) Read(ReadOnlySpan<byte> bytes, Action<AvroRecord>? project = null)
    {
        if (!bytes.StartsWith(Magic))
            throw new IcebergFormatException("the file is no Avro file");
        var decoder = new AvroDecoder(bytes[Magic.Length..]);
        var properties = ((Dictionary<string, object?>)Header.Read(ref decoder)).ToDictionary(
            p => p.Key,
            p => Encoding.UTF8.GetString((byte[])p.Value!)
        );
        var sync = decoder.Take(SyncLength);
        if (AvroSchemaReader.Read(properties.GetValueOrDefault("avro.schema") ?? "null") is not AvroRecord schema)
            throw new IcebergFormatException("the Avro file does not hold records");
        project?.Invoke(schema);
        var codec = properties.GetValueOrDefault("avro.codec", "null");
        var (rows, total) = (new List<object?[]>(), 0L);
        while (!decoder.IsAtEnd)
        {
            var count = decoder.Long();
            var data = decoder.Bytes();
            if (!decoder.Take(SyncLength).SequenceEqual(sync))
                throw new IcebergFormatException("a block of the Avro file is damaged");
            var plain = codec switch
            {
                "null" => data,
                "deflate" => Inflate(data, s => new DeflateStream(s, CompressionMode.Decompress)),
                "zstandard" => Inflate(data, s => new ZstdReadStream(s)),
                // Behind it is a checksum of what was compressed.
                "snappy" when data.Length >= SnappyChecksum => Snappy.Decode(data[..^SnappyChecksum]),
                "snappy" => throw new IcebergFormatException("a block of the Avro file is damaged"),
                _ => throw new IcebergFormatException(
                    $"the Avro file is compressed with {codec}; plain, deflate, snappy and zstandard are read"
                ),
            };
            if ((total += plain.Length) > MaxBytes)
                throw new IcebergFormatException("the Avro file holds more than 1 GB");
            ReadBlock(schema, plain, count, rows);
        }
        return (properties, schema, rows);
    }

    private static void ReadBlock(AvroRecord schema, ReadOnlySpan<byte> data, long count, List<object?[]> rows)
    {
        var decoder = new AvroDecoder(data);
        for (count = decoder.Plausible(count); count > 0; count--)
            rows.Add((object?[])schema.Read(ref decoder));
    }

    private static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest))
            deflate.Write(bytes);
        return target.ToArray();
    }

    private static byte[] Inflate(ReadOnlySpan<byte> bytes, Func<Stream, Stream> decompress)
    {
        using var source = decompress(new MemoryStream(bytes.ToArray()));
        using var target = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        try
        {
            while ((read = source.Read(buffer)) > 0)
            {
                target.Write(buffer, 0, read);
                if (target.Length > MaxBytes)
                    throw new IcebergFormatException("a block of the Avro file is larger than 1 GB");
            }
        }
        catch (InvalidDataException)
        {
            throw new IcebergFormatException("a block of the Avro file is damaged");
        }
        return target.ToArray();
    }
}
