using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Zones;

/// <summary>What the rows of a snapshot or a view come to, whatever their order and their files.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Value">Two sums over the rows of the halves of each one's MD5; equal for the same rows as often.</param>
public sealed record TableHash(long Rows, string Value)
{
    /// <summary>Reads a snapshot through.</summary>
    /// <param name="lake">Its lake.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="ignored">Columns left out, such as those that differ from run to run.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<TableHash> OfAsync(
        Lake lake,
        TableSnapshot snapshot,
        IReadOnlyCollection<string> ignored,
        CancellationToken cancellationToken = default
    )
    {
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false });
        await job.AttachTableAsync(snapshot, "t", cancellationToken: cancellationToken);
        return await OfAsync(job, "t", snapshot.Schema.Select(c => c.Name), ignored, cancellationToken);
    }

    /// <summary>Runs a view's query on what its inputs are now.</summary>
    /// <param name="lake">Its lake.</param>
    /// <param name="view">The view.</param>
    /// <param name="ignored">Columns left out, such as those that differ from run to run.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Core.Errors.PenstockException">A table that it reads is not there, or its query fails.</exception>
    public static async Task<TableHash> OfAsync(
        Lake lake,
        TableView view,
        IReadOnlyCollection<string> ignored,
        CancellationToken cancellationToken = default
    )
    {
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false });
        await job.AttachCurrentAsync(view.Table, cancellationToken);
        var from = Sql.Identifier(view.Table.Zone, view.Table.Name);
        // What it gives now: its inputs may have other columns than when it was defined.
        var columns = (await job.QueryAsync($"DESCRIBE FROM {from}", cancellationToken: cancellationToken)).Rows.Select(
            r => (string)r[0]!
        );
        return await OfAsync(job, from, columns, ignored, cancellationToken);
    }

    private static async Task<TableHash> OfAsync(
        LakeJob job,
        string from,
        IEnumerable<string> names,
        IReadOnlyCollection<string> ignored,
        CancellationToken cancellationToken
    )
    {
        // By name: the order of columns and the exact width of a number are no difference in content.
        var columns = names
            .Where(c => !ignored.Contains(c))
            .Order(StringComparer.Ordinal)
            .Select(Sql.Identifier)
            .ToList();
        var row =
            columns.Count == 0
                ? "''"
                : $"to_json(struct_pack({string.Join(", ", columns.Select(c => $"{c} := {c}"))}))::VARCHAR";
        var sums = (
            await job.QueryAsync(
                $"""
                SELECT count(*), sum(md5_number_upper(row)::HUGEINT)::VARCHAR, sum(md5_number_lower(row)::HUGEINT)::VARCHAR FROM (SELECT {row} AS row FROM {from})
                """,
                cancellationToken: cancellationToken
            )
        ).Rows[0];
        return new TableHash((long)sums[0]!, $"{string.Join(',', columns)}:{sums[1]}:{sums[2]}");
    }
}
