using Penstock.LakeLayers.Contracts;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Privacy;

/// <summary>Says in a table's column lineage which of its columns hold other values than their sources.</summary>
internal static class ProtectedLineage
{
    public static IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>>? Of(
        IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>>? columns,
        DataContract? contract
    )
    {
        var hidden =
            contract?.Columns.Where(c => c.Privacy is { IsChanged: true }).Select(c => c.Name).ToHashSet() ?? [];
        return columns is null || hidden.Count == 0
            ? columns
            : columns.ToDictionary(c => c.Key, c => hidden.Contains(c.Key) ? Masked(c.Value) : c.Value);
    }

    // What only decides which rows there are is not in the value.
    private static IReadOnlyList<ColumnSource> Masked(IReadOnlyList<ColumnSource> sources) =>
        [
            .. sources.Select(s =>
                s.Type == "DIRECT"
                    ? s with
                    {
                        Subtype = s.Subtype == "IDENTITY" ? "TRANSFORMATION" : s.Subtype,
                        IsMasked = true,
                    }
                    : s
            ),
        ];
}
