using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// Shows that files hold what they stand for: as many rows, and in every column as many values and the same ones.
/// </summary>
internal static class RewriteCheck
{
    /// <summary>Compares what was read with what was written, as it is read again by its field ids.</summary>
    /// <param name="job">A job that has the part's files.</param>
    /// <param name="part">The files that are replaced, with the deletes that apply to them.</param>
    /// <param name="written">The files that stand for them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RewriteRefusedException">They differ.</exception>
    public static async Task RequireSameAsync(
        LakeJob job,
        TableSnapshot part,
        IReadOnlyList<DataFile> written,
        CancellationToken cancellationToken
    )
    {
        await job.AttachTableAsync(part, "rows_before", cancellationToken: cancellationToken);
        await job.AttachTableAsync(
            part with
            {
                Files = written,
                Deletes = [],
            },
            "rows_after",
            cancellationToken: cancellationToken
        );
        var columns = part.Columns.Schema.Fields.Select(f => f.Name).ToList();
        var (before, after) = (
            await FiguresAsync(job, "rows_before", columns, cancellationToken),
            await FiguresAsync(job, "rows_after", columns, cancellationToken)
        );
        for (var i = 0; i < before.Length; i++)
        {
            if (!Equals(before[i], after[i]))
                throw new RewriteRefusedException(part.Table, i < 2 ? "*" : columns[(i - 2) / 2], before[i], after[i]);
        }
    }

    // The hash of whole rows tells values that are all there, in rows that are not theirs.
    private static async Task<object?[]> FiguresAsync(
        LakeJob job,
        string view,
        IReadOnlyList<string> columns,
        CancellationToken cancellationToken
    )
    {
        var names = columns.Select(Sql.Identifier).ToList();
        var each = names.Select(n => $"count({n}), coalesce(sum(hash({n})::HUGEINT), 0)");
        var sql =
            $"SELECT count(*), coalesce(sum(hash({string.Join(", ", names)})::HUGEINT), 0), {string.Join(", ", each)} FROM {view}";
        return (await job.QueryAsync(sql, cancellationToken: cancellationToken)).Rows[0];
    }
}
