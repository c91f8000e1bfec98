using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Layout;

/// <summary>Reads <c>partition_by</c>: a text, a list of texts, or the map that dbt's users of BigQuery write.</summary>
internal static class PartitionConfig
{
    private const string Key = "partition_by";

    /// <exception cref="UsageException">There is something else; names file and line.</exception>
    public static IReadOnlyList<string> Read(YamlMap map)
    {
        var keys = map.IsMap(Key) ? [OfMap(map.Map(Key)!)] : map.Texts(Key);
        foreach (var key in keys)
        {
            if (PartitionKey.Parse(key) is null)
                throw map.Error(Key, $"Not a way to partition: '{key}' (known: {PartitionKey.Forms})");
        }
        return [.. keys.Select(k => PartitionKey.Parse(k)!.ToString())];
    }

    // {field: x, data_type: date, granularity: month}; {field: x, data_type: int64, range: {start: 0, end: 100, interval: 10}}
    private static string OfMap(YamlMap map)
    {
        map.Allow("field", "data_type", "granularity", "range", "time_ingestion_partitioning", "copy_partitions");
        var field = map.Require("field");
        if (map.Flag("time_ingestion_partitioning"))
            throw map.Error(
                "time_ingestion_partitioning",
                "Tables are partitioned by their columns, not by when rows came"
            );
        if (map.Text("data_type") is "int64" or "integer" or "int" or "bigint")
        {
            return map.Map("range")?.Text("interval") is { } interval
                ? $"truncate({interval}, {field})"
                : throw map.Error("data_type", "Partitions of whole numbers need a range with an interval");
        }
        if (map.Text("data_type") is not (null or "date" or "timestamp" or "timestamptz" or "datetime"))
            throw map.Error(
                "data_type",
                $"Unknown data_type '{map.Text("data_type")}' (known: date, timestamp, datetime, int64)"
            );
        return map.Text("granularity") is null or "day" or "month" or "year" or "hour"
            ? $"{map.Text("granularity") ?? "day"}({field})"
            : throw map.Error(
                "granularity",
                $"Unknown granularity '{map.Text("granularity")}' (known: hour, day, month, year)"
            );
    }
}
