using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Puts the rows of a model into the table that is there: finds out by their keys which rows of it go, and how it then reads.</summary>
internal sealed class ModelChange(DuckDbSession session, LakeJob job, ModelPlan plan, CancellationToken cancellationToken)
{
    // Beyond so many every reader opens many files for few rows: the table is written anew.
    private const int MostDeleteFiles = 16, MostFiles = 128;

    private readonly TableSnapshot _current = plan.Current!;

    /// <summary>The columns by which rows are replaced; none: rows are added.</summary>
    public IReadOnlyList<string> Key => plan.Header switch
    {
        { Materialized: Materialization.Snapshot } => [ModelHistory.VersionId],
        { Strategy: IncrementalStrategy.Append } => [],
        var header => header.UniqueKey,
    };

    /// <summary>Whether the table has become so scattered that it is written as a whole.</summary>
    public bool MustRewrite => _current.Deletes.Count >= MostDeleteFiles || _current.Files.Count >= MostFiles;

    /// <summary>Refuses rows of which two would replace the same one.</summary>
    /// <exception cref="PenstockException">A key comes twice.</exception>
    public void CheckKeys(string newRows)
    {
        if (Key.Count == 0 || plan.Header.Strategy == IncrementalStrategy.DeleteInsert) return;
        ModelKeys.RequireUnique(session, newRows, Key, plan.Model, cancellationToken);
    }

    /// <summary>The places of the rows that the new ones replace; null when there are none.</summary>
    public BuiltDeletes? Replace(string newRows, Func<StagedObject> stage)
    {
        if (Key.Count == 0) return null;
        var staged = stage();
        var among = $"(SELECT {Sql.Identifiers(Key)} FROM {newRows})";
        var rows = session.Execute(ModelSql.CopyPlaces(job.Scan(_current).Places(Key, among), staged.LocalPath), null, cancellationToken);
        return rows == 0 ? null : new BuiltDeletes(plan.Table, staged, rows);
    }

    /// <summary>The query that reads the table as it will be.</summary>
    public string After(BuiltTable table, BuiltDeletes? deletes)
    {
        job.Know(table.File.Key, table.Staged.LocalPath);
        if (deletes is not null) job.Know(deletes.File.Key, deletes.Staged.LocalPath);
        var after = _current with
        {
            Schema = table.Schema, Columns = table.Columns, Files = [.. _current.Files, table.File], Deletes = deletes is null ? _current.Deletes : [.. _current.Deletes, deletes.File],
        };
        return job.Scan(after).Select();
    }
}
