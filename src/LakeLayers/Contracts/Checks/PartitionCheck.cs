using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Contracts.Checks;

/// <summary>
/// Holds what a contract says of partitions (<c>partitioned</c>, <c>partitionKeyPosition</c>) against the table. A table
/// answers the same however its files lie, so it is a warning.
/// </summary>
internal static class PartitionCheck
{
    public static IEnumerable<ContractBreach> Run(DataContract contract, IcebergSchema columns, PartitionSpec spec)
    {
        var actual = spec.Fields.Select(f => columns.Find(f.SourceId)?.Name).OfType<string>().Distinct().ToList();
        var told =
            spec.Fields.Count == 0
                ? "it is not partitioned"
                : $"it is partitioned by {string.Join(", ", spec.Fields.Select(f => f.Transform == "identity" ? f.Name : $"{f.Transform} of {columns.Find(f.SourceId)?.Name}"))}";
        foreach (var column in contract.Columns)
        {
            var isPart = actual.Contains(column.Name, StringComparer.OrdinalIgnoreCase);
            if (column.IsPartitioned is { } said && said != isPart)
                yield return Breach(
                    column,
                    $"the contract says that the table is {(said ? "" : "not ")}partitioned by {column.Name}; {told}"
                );
            else if (
                isPart
                && column.PartitionKeyPosition is { } position
                && !string.Equals(
                    actual.ElementAtOrDefault(position - 1),
                    column.Name,
                    StringComparison.OrdinalIgnoreCase
                )
            )
                yield return Breach(column, $"the contract has {column.Name} as partition key {position}; {told}");
        }
    }

    private static ContractBreach Breach(ContractColumn column, string what) =>
        new("partitioning", column.Name, BreachPolicy.Warn, column.Line, what, 1);
}
