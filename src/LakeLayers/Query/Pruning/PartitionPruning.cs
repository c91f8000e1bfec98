using Penstock.Core.Metadata;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Query.Pruning;

/// <summary>
/// Leaves out data files whose partition cannot have a row that a query asks for. The others are read as before: conditions are
/// only ever a reason not to fetch.
/// </summary>
internal static class PartitionPruning
{
    /// <summary>The snapshot with the data files that are left for a job's query.</summary>
    public static async Task<TableSnapshot> RestrictAsync(
        LakeJob job,
        TableSnapshot snapshot,
        IReadOnlyList<ColumnCondition> conditions,
        CancellationToken cancellationToken
    )
    {
        if (conditions.Count == 0 || snapshot.Files.All(f => f.Partition is null))
            return snapshot;
        var metadata = await job.Lake.Tables.FindMetadataAsync(snapshot.Table, cancellationToken);
        return metadata is null
            ? snapshot
            : await job.RunAsync(session => Restrict(session, snapshot, metadata, conditions), cancellationToken);
    }

    /// <summary>The same with what is at hand.</summary>
    /// <param name="session">Computes constants, by DuckDB's own rules.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="metadata">The table's metadata, for its partition specs.</param>
    /// <param name="conditions">What is asked.</param>
    public static TableSnapshot Restrict(
        DuckDbSession session,
        TableSnapshot snapshot,
        TableMetadata metadata,
        IReadOnlyList<ColumnCondition> conditions
    )
    {
        var tests = metadata.PartitionSpecs.ToDictionary(
            s => s.SpecId,
            s =>
                s.Fields.Select((f, i) => (Field: f, Index: i))
                    .SelectMany(f => Tests(session, snapshot, f.Field, f.Index, conditions))
                    .ToList()
        );
        return snapshot with
        {
            Files =
            [
                .. snapshot.Files.Where(f =>
                    f.Partition is not { SpecId: { } spec } partition
                    || !tests.TryGetValue(spec, out var all)
                    || all.TrueForAll(t => t(partition))
                ),
            ],
        };
    }

    private static IEnumerable<Predicate<FilePartition>> Tests(
        DuckDbSession session,
        TableSnapshot snapshot,
        PartitionField field,
        int index,
        IReadOnlyList<ColumnCondition> conditions
    )
    {
        if (
            snapshot.Columns.Schema.Fields.FirstOrDefault(c => c.Id == field.SourceId)
            is not { Type: PrimitiveType source } column
        )
            yield break;
        if (PartitionTransform.Parse(field.Transform) is not { } transform || !transform.Takes(source))
            yield break;
        // The table's own words for a type may be others than the format's, and compare otherwise.
        if (
            snapshot.Schema.FirstOrDefault(c => c.Name == column.Name)?.Type is { } type
            && type != ColumnTypes.Sql(source)
        )
            yield break;
        var result = transform.Result(source);
        foreach (
            var condition in conditions.Where(c =>
                string.Equals(c.Column, column.Name, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            if (condition.Kind != ConditionKind.IsOneOf && !transform.KeepsOrder)
                continue;
            var values = condition
                .Constants.Select(c => Value(session, c, transform, source, Step(condition, source)))
                .ToList();
            if (values.Contains(null))
                continue;
            yield return partition =>
                index >= partition.Values.Count
                || partition.Values[index] is { } own
                    && (
                        own.GetType() != values[0]!.GetType()
                        || values.Exists(v => Holds(condition.Kind, own, v!, result))
                    );
        }
    }

    private static bool Holds(ConditionKind kind, object own, object value, PrimitiveType type) =>
        PartitionValue.Compare(own, value, type) is var order
        && kind switch
        {
            ConditionKind.IsAtMost => order <= 0,
            ConditionKind.IsAtLeast => order >= 0,
            _ => order == 0,
        };

    // Less than the first of April is at most the last of March: without this the half-open ranges that months are asked for by
    // reach into the next one.
    private static string Step(ColumnCondition condition, PrimitiveType source)
    {
        if (!condition.IsStrict)
            return "";
        var sign = condition.Kind == ConditionKind.IsAtMost ? '-' : '+';
        return source.Name switch
        {
            "int" or "long" or "date" => $" {sign} 1",
            "timestamp" or "timestamptz" => $" {sign} INTERVAL 1 MICROSECOND",
            _ => "",
        };
    }

    // Only a constant that is just that as the column's type says something of its partition: 2.5 as a whole number is another
    // number.
    private static object? Value(
        DuckDbSession session,
        SqlConstant constant,
        PartitionTransform transform,
        PrimitiveType source,
        string step
    )
    {
        var type = ColumnTypes.Sql(source);
        if (
            constant.Type != "VARCHAR"
            && (source.Name is "string" or "binary" || (source.Name == "boolean") != (constant.Type == "BOOLEAN"))
        )
            return null;
        try
        {
            using var stream = session.Stream(
                $"SELECT CASE WHEN v = {constant.Sql} THEN (v{step})::{type} END FROM (SELECT {constant.Sql}::{type} AS v)"
            );
            if (!stream.MoveNext() || stream[0].IsNull(0))
                return null;
            var (column, codes) = (new PartitionColumn(transform, source), new Int128[1]);
            column.Read(stream[0], codes, adds: true);
            return column.Value(codes[0]);
        }
        catch (DuckDbException)
        {
            return null; // Whoever asks so is told by the query itself.
        }
    }
}
