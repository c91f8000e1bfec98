using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;

namespace Penstock.Iceberg.Partitions;

/// <summary>Partitions as people read them.</summary>
internal static class PartitionText
{
    /// <summary>The fields with their values: <c>day_month=2024-01, shop=Berlin</c>.</summary>
    public static string Of(TableMetadata metadata, FilePartition partition)
    {
        if (metadata.PartitionSpecs.FirstOrDefault(s => s.SpecId == partition.SpecId) is not { } spec)
            return partition.Json;
        var fields = PartitionTypes.Of(spec, metadata.Schemas);
        return string.Join(
            ", ",
            fields.Zip(
                partition.Values,
                (f, value) =>
                    $"{f.Field.Name}={PartitionValue.ToText(value, PartitionTransform.Parse(f.Field.Transform), f.Type)}"
            )
        );
    }
}
