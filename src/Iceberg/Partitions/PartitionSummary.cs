using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Partitions;

/// <summary>
/// What the list of a snapshot's manifests says of the partitions in one of them: readers open it only when one may be theirs.
/// </summary>
internal static class PartitionSummary
{
    /// <summary>One summary for each field of the spec.</summary>
    /// <param name="types">The types of the fields' values.</param>
    /// <param name="entries">The manifest's entries.</param>
    public static IReadOnlyList<FieldSummary> Of(
        IReadOnlyList<PrimitiveType> types,
        IReadOnlyList<ManifestEntry> entries
    ) =>
        [
            .. types.Select(
                (type, i) => Of(type, [.. entries.Select(e => i < e.File.Partition.Count ? e.File.Partition[i] : null)])
            ),
        ];

    private static FieldSummary Of(PrimitiveType type, List<object?> values)
    {
        var hasNan = values.Exists(v => v is float.NaN or double.NaN);
        var (least, greatest) = ((object?)null, (object?)null);
        foreach (var value in values)
        {
            if (value is null or float.NaN or double.NaN)
                continue;
            if (least is null || PartitionValue.Compare(value, least, type) < 0)
                least = value;
            if (greatest is null || PartitionValue.Compare(value, greatest, type) > 0)
                greatest = value;
        }
        return new FieldSummary(
            values.Contains(null),
            hasNan,
            least is null ? null : PartitionValue.Bound(least, type),
            greatest is null ? null : PartitionValue.Bound(greatest, type)
        );
    }
}
