using Dapper;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Undo;

/// <summary>
/// The definitions that led to what a view is now, the newest first, as far back as a run goes that is to be retracted.
/// </summary>
/// <param name="View">The view.</param>
/// <param name="Later">Runs that defined it, or made a table of it, after the run, the newest first.</param>
/// <param name="Own">The run's definitions that others were not published before, the newest first.</param>
/// <param name="Target">The definition before them; null when there was none.</param>
/// <param name="Table">The line of the table that had the name before them; null when none had.</param>
/// <param name="Since">When the run first defined it.</param>
internal sealed record ViewLine(
    TableName View,
    IReadOnlyList<(Guid RunId, DateTime At)> Later,
    IReadOnlyList<long> Own,
    ViewState? Target,
    TableLine? Table,
    DateTime Since
)
{
    /// <summary>Reads a view's line; null when nothing of the run is in it.</summary>
    /// <exception cref="PenstockException">What was before was not kept, or was expired.</exception>
    public static async Task<ViewLine?> ReadAsync(NpgsqlConnection connection, TableName view, Guid runId)
    {
        var line = (
            await connection.QueryAsync<ViewState>(
                """
                SELECT id AS "Id", run_id AS "RunId", committed_at AS "CommittedAt", sql IS NOT NULL AS "IsView", table_snapshot AS "TableSnapshot", is_oldest AS "IsOldest"
                FROM lake.view_version WHERE zone = @Zone AND name = @Name AND retracted_at IS NULL ORDER BY id DESC
                """,
                new { view.Zone, view.Name }
            )
        ).ToList();
        var last = line.FindLastIndex(s => s.RunId == runId);
        var aside = line.Find(s => s.TableSnapshot is not null);
        if (last < 0)
        {
            // What the run published may be a table that later became this view.
            return
                line is [{ IsView: true }, ..]
                && aside is not null
                && await TableLine.ReadAsync(connection, view, aside.TableSnapshot!.Value, runId) is not null
                ? new ViewLine(view, Runs(line.Take(line.IndexOf(aside) + 1), runId), [], null, null, default)
                : null;
        }
        var (own, later) = (line[last], Runs(line.Take(last), runId));
        if (later.Count == 0 && own.IsOldest)
            throw new PenstockException(
                "The definition before the run was not kept",
                $"the view {view}",
                "Nothing was retracted",
                $"put the query of {view} back and run its workflow"
            );
        var target = last + 1 < line.Count && line[last + 1].IsView ? line[last + 1] : null;
        var table =
            later.Count == 0 && target is null && own.TableSnapshot is { } snapshot
                ? await TableLine.ReadAsync(connection, view, snapshot, runId)
                    ?? await TableLine.BackToAsync(connection, view, snapshot, own.CommittedAt)
                : null;
        return new ViewLine(
            view,
            [.. later, .. table?.Later ?? []],
            [.. line.Take(last + 1).Where(s => s.RunId == runId).Select(s => s.Id)],
            target,
            table,
            own.CommittedAt
        );
    }

    private static List<(Guid RunId, DateTime At)> Runs(IEnumerable<ViewState> states, Guid runId) =>
        [.. states.Where(s => s.RunId != runId).Select(s => (s.RunId, s.CommittedAt))];
}
