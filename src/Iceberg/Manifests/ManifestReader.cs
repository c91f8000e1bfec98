using System.Globalization;
using Penstock.Iceberg.Avro;

namespace Penstock.Iceberg.Manifests;

/// <summary>
/// Reads manifests and lists of them, as any writer of versions 1 and 2 makes them: fields are found by their ids.
/// </summary>
internal static class ManifestReader
{
    private const int EntryFile = 2;
    private static readonly HashSet<int> Statistics = [108, 109, 110, 137, 125, 128];

    /// <summary>The manifests of a snapshot.</summary>
    public static IReadOnlyList<ManifestFile> List(ReadOnlySpan<byte> bytes)
    {
        var (_, schema, rows) = AvroFile.Read(bytes);
        return Shaped(() => rows.Select(r => Manifest(new Fields(schema, r))).ToList());
    }

    // Fields are found by their ids, and a foreign file may give an id to a value of any type.
    private static T Shaped<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e is InvalidCastException or NullReferenceException or ArgumentException or OverflowException)
        {
            throw new IcebergFormatException(
                $"a manifest has a value of another type than the format says: {e.Message}"
            );
        }
    }

    /// <summary>The files of a manifest; what an entry leaves out for its manifest to say is filled in.</summary>
    /// <param name="bytes">The manifest.</param>
    /// <param name="manifest">What the list says of it.</param>
    /// <param name="withStatistics">Whether the statistics of columns are read, which are most of a manifest.</param>
    public static IReadOnlyList<ManifestEntry> Entries(
        ReadOnlySpan<byte> bytes,
        ManifestFile manifest,
        bool withStatistics = false
    )
    {
        var (_, schema, rows) = AvroFile.Read(bytes, withStatistics ? null : WithoutStatistics);
        var file = FileRecord(schema);
        return Shaped(() => rows.Select(r => Entry(new Fields(schema, r), file, manifest)).ToList());
    }

    private static void WithoutStatistics(AvroRecord schema)
    {
        var file = FileRecord(schema);
        file.Want(
            file.Fields.Where(f => f.Id is { } id && !Statistics.Contains(id)).Select(f => f.Id!.Value).ToHashSet()
        );
    }

    private static AvroRecord FileRecord(AvroRecord entry) =>
        entry.IndexOf(EntryFile) is >= 0 and var i && entry.Fields[i].Type is AvroRecord file
            ? file
            : throw new IcebergFormatException("a manifest has no data_file");

    private static ManifestFile Manifest(Fields row)
    {
        var sequence = row.Long(515) ?? 0;
        return new ManifestFile(
            row.Text(500),
            row.Long(501) ?? 0,
            (int)(row.Long(502) ?? 0),
            row.Long(517) is 1 ? FileContent.PositionDeletes : FileContent.Data,
            sequence,
            row.Long(516) ?? 0,
            row.Long(503) ?? 0
        )
        {
            Added = ((int)(row.Long(504) ?? 0), row.Long(512) ?? 0),
            Existing = ((int)(row.Long(505) ?? 0), row.Long(513) ?? 0),
            Deleted = ((int)(row.Long(506) ?? 0), row.Long(514) ?? 0),
            Partitions = (row[507] as List<object?>)?.Select(p => Summary((object?[])p!)).ToList(),
        };
    }

    private static FieldSummary Summary(object?[] values) =>
        values.Length == 4
            ? new((bool)values[0]!, values[1] as bool?, values[2] as byte[], values[3] as byte[])
            : new((bool)values[0]!, null, values[1] as byte[], values[2] as byte[]);

    private static ManifestEntry Entry(Fields row, AvroRecord fileSchema, ManifestFile manifest)
    {
        var status = (EntryStatus)(row.Long(0) ?? 0);
        var inherited = status == EntryStatus.Added ? manifest.SequenceNumber : (long?)null;
        var file = new Fields(fileSchema, (object?[])row[EntryFile]!);
        return new ManifestEntry(
            status,
            row.Long(1) ?? manifest.AddedSnapshotId,
            row.Long(3) ?? inherited ?? 0,
            row.Long(4) ?? inherited ?? 0,
            new TableFile(file.Text(100), file.Long(103) ?? 0, file.Long(104) ?? 0)
            {
                Content = (FileContent)(file.Long(134) ?? 0),
                Format = file.Text(101).ToUpperInvariant(),
                Partition = file[102] as object?[] ?? [],
                ColumnSizes = Counts(file[108]),
                ValueCounts = Counts(file[109]),
                NullCounts = Counts(file[110]),
                NanCounts = Counts(file[137]),
                LowerBounds = Bounds(file[125]),
                UpperBounds = Bounds(file[128]),
                KeyMetadata = file[131] as byte[],
                SplitOffsets = (file[132] as List<object?>)?.Select(o => (long)o!).ToList(),
                EqualityIds = (file[135] as List<object?>)
                    ?.Select(o => Convert.ToInt32(o, CultureInfo.InvariantCulture))
                    .ToList(),
                SortOrderId = (int?)file.Long(140),
                ReferencedDataFile = file[143] as string,
            }
        );
    }

    private static Dictionary<int, long>? Counts(object? pairs) =>
        (pairs as List<object?>)?.Cast<object?[]>().ToDictionary(p => (int)p[0]!, p => (long)p[1]!);

    private static Dictionary<int, byte[]>? Bounds(object? pairs) =>
        (pairs as List<object?>)?.Cast<object?[]>().ToDictionary(p => (int)p[0]!, p => (byte[])p[1]!);

    /// <summary>A record's values by field id.</summary>
    private readonly struct Fields(AvroRecord schema, object?[] values)
    {
        public object? this[int id] => schema.IndexOf(id) is >= 0 and var i ? values[i] : null;

        public long? Long(int id) =>
            this[id] switch
            {
                int n => n,
                long n => n,
                _ => null,
            };

        public string Text(int id) =>
            this[id] as string ?? throw new IcebergFormatException($"an entry of a manifest lacks field {id}");
    }
}
