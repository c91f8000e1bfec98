using System.Globalization;
using Penstock.Iceberg.Avro;
using Penstock.Iceberg.Metadata;

namespace Penstock.Iceberg.Manifests;

/// <summary>Writes manifests and lists of them; the fields are in the order of <see cref="ManifestSchemas"/>.</summary>
internal static class ManifestWriter
{
    /// <summary>A manifest of files of one partition spec, all data files or all delete files.</summary>
    public static byte[] Manifest(TableMetadata table, int specId, bool isDeletes, IReadOnlyList<ManifestEntry> entries)
    {
        var spec = table.PartitionSpecs.First(s => s.SpecId == specId);
        var properties = new Dictionary<string, string>
        {
            ["schema"] = IcebergJson.Write(table.Schema),
            ["schema-id"] = Text(table.Schema.SchemaId),
            ["partition-spec"] = IcebergJson.Write(spec.Fields),
            ["partition-spec-id"] = Text(specId),
            ["format-version"] = "2",
            ["content"] = isDeletes ? "deletes" : "data",
        };
        return AvroFile.Write(ManifestSchemas.Manifest(spec, table.Schemas), properties, [.. entries.Select(Row)]);
    }

    /// <summary>The list of a snapshot's manifests.</summary>
    public static byte[] List(
        long snapshotId,
        long? parentId,
        long sequenceNumber,
        IReadOnlyList<ManifestFile> manifests
    )
    {
        var properties = new Dictionary<string, string>
        {
            ["snapshot-id"] = Text(snapshotId),
            ["sequence-number"] = Text(sequenceNumber),
            ["format-version"] = "2",
        };
        if (parentId is { } parent)
            properties["parent-snapshot-id"] = Text(parent);
        return AvroFile.Write(ManifestSchemas.List, properties, [.. manifests.Select(Row)]);
    }

    private static object?[] Row(ManifestEntry entry)
    {
        var file = entry.File;
        return
        [
            (int)entry.Status,
            entry.SnapshotId,
            entry.SequenceNumber,
            entry.FileSequenceNumber,
            new object?[]
            {
                (int)file.Content,
                file.Path,
                file.Format,
                file.Partition.ToArray(),
                file.Rows,
                file.Bytes,
                Pairs(file.ColumnSizes),
                Pairs(file.ValueCounts),
                Pairs(file.NullCounts),
                Pairs(file.NanCounts),
                Pairs(file.LowerBounds),
                Pairs(file.UpperBounds),
                file.KeyMetadata,
                file.SplitOffsets?.Select(o => (object?)o).ToList(),
                file.EqualityIds?.Select(i => (object?)i).ToList(),
                file.SortOrderId,
                file.ReferencedDataFile,
            },
        ];
    }

    private static object?[] Row(ManifestFile manifest) =>
        [
            manifest.Path,
            manifest.Length,
            manifest.SpecId,
            manifest.Content == FileContent.Data ? 0 : 1,
            manifest.SequenceNumber,
            manifest.MinSequenceNumber,
            manifest.AddedSnapshotId,
            manifest.Added.Files,
            manifest.Existing.Files,
            manifest.Deleted.Files,
            manifest.Added.Rows,
            manifest.Existing.Rows,
            manifest.Deleted.Rows,
            manifest
                .Partitions?.Select(p =>
                    (object?)new object?[] { p.ContainsNull, p.ContainsNan, p.LowerBound, p.UpperBound }
                )
                .ToList(),
        ];

    private static List<object?>? Pairs<T>(IReadOnlyDictionary<int, T>? map) =>
        map?.OrderBy(p => p.Key).Select(p => (object?)new object?[] { p.Key, p.Value }).ToList();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
