using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// The columns that tables will have which were never built, so that unit tests run on a fresh clone: those that the model gives
/// on inputs of the columns that these have, or will have.
/// </summary>
internal sealed class UnbuiltTables(Lake lake, ModelProject project)
{
    private readonly Dictionary<TableName, IReadOnlyList<FieldSchema>?> _known = [];

    /// <summary>A table's columns; null when nothing tells them.</summary>
    public async Task<IReadOnlyList<FieldSchema>?> DescribeAsync(TableName table, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(table, out var known))
            return known;
        _known[table] = null; // A model that reads itself begins without.
        if (project.Models.FirstOrDefault(m => m.Table == table) is not { } model)
            return null;
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, Threads = 1 });
        foreach (var input in model.Inputs.Where(i => i != table))
        {
            var schema =
                (await lake.Tables.FindCurrentAsync(input, cancellationToken))?.Schema
                ?? (await lake.Views.FindAsync(input, cancellationToken))?.Schema
                ?? await DescribeAsync(input, cancellationToken);
            if (schema is null)
                return null;
            var columns = schema.Select(c => $"NULL::{c.Type} AS {Core.Metadata.Sql.Identifier(c.Name)}");
            LakeJob.AttachView(
                job.Session,
                input,
                $"SELECT {string.Join(", ", columns)} WHERE false",
                cancellationToken
            );
        }
        try
        {
            return _known[table] = [
                .. job
                    .Session.Query(ModelSql.Describe(model.CompiledSql), null, cancellationToken)
                    .Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!)),
            ];
        }
        catch (DuckDbException)
        {
            return null; // What is wrong with that model is said when it is run.
        }
    }
}
