using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>Column lineage for models: parses with a session of its own, and tells nothing rather than fail a run.</summary>
public sealed class ModelLineage(LakeOptions options)
{
    /// <summary>
    /// The sources of each column of a query over tables named <c>"zone"."table"</c>; null when DuckDB does not parse it.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ColumnSource>>? Of(
        string sql,
        IReadOnlyDictionary<DatasetRef, IReadOnlyList<FieldSchema>> inputs
    )
    {
        try
        {
            using var session = DuckDbSession.Open(new DuckDbOptions(options.ScratchFolder) { Threads = 1 });
            return SqlLineage.Derive(
                session,
                sql,
                inputs.ToDictionary(i => i.Key.Name, i => new LineageInput(i.Key, [.. i.Value.Select(f => f.Name)]))
            );
        }
        catch (DuckDbException)
        {
            return null;
        }
    }
}
