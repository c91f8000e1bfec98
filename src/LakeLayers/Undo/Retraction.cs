using System.Globalization;
using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Lineage.Stale;

namespace Penstock.LakeLayers.Undo;

/// <summary>What is to be retracted of a run, found and held (its tables are locked) within one transaction.</summary>
internal sealed class Retraction
{
    private readonly Lake _lake;
    private readonly MetadataTransaction _transaction;
    private readonly Guid _runId;
    private readonly List<(TableLine Line, CommittedTable Table)> _tables = [];
    private readonly List<(ViewLine Line, CommittedTable? Table)> _views = [];
    private IReadOnlyList<(string Feed, long Objects, DateTime Since)> _feeds = [];

    private Retraction(Lake lake, MetadataTransaction transaction, Guid runId) =>
        (_lake, _transaction, _runId) = (lake, transaction, runId);

    /// <exception cref="LaterRunException">Others built on it.</exception>
    /// <exception cref="UsageException">There is nothing.</exception>
    public static async Task<Retraction> PlanAsync(
        Lake lake,
        MetadataTransaction transaction,
        Guid runId,
        CancellationToken cancellationToken
    )
    {
        var plan = new Retraction(lake, transaction, runId);
        var names = await transaction.Connection.QueryAsync<(string Zone, string Name)>(
            """
            SELECT zone, name FROM lake.snapshot WHERE run_id = @runId AND retracted_at IS NULL UNION SELECT zone, name FROM lake.view_version WHERE run_id = @runId AND retracted_at IS NULL
            """,
            new { runId }
        );
        // Always in one order, as commits of several tables are.
        foreach (
            var table in names
                .Select(n => new TableName(n.Zone, n.Name))
                .OrderBy(t => t.ToString(), StringComparer.Ordinal)
        )
        {
            var locked = await new TableIndex(transaction.Connection, table).LockAsync();
            if (await ViewLine.ReadAsync(transaction.Connection, table, runId) is { } view)
                plan._views.Add((view, locked?.Table));
            if (
                locked is { SnapshotId: { } current } held
                && await TableLine.ReadAsync(transaction.Connection, table, current, runId) is { } line
            )
                plan._tables.Add((line, held.Table));
        }
        plan._feeds = await LandingRetraction.FindAsync(transaction.Connection, runId);
        var moved = await Watermarks.MovedOnByAsync(transaction, runId, cancellationToken);
        var later = plan
            ._tables.SelectMany(t => t.Line.Later.Select(l => (What: t.Line.Table.ToString(), l.RunId, l.At)))
            .Concat(
                plan._views.SelectMany(v => v.Line.Later.Select(l => (What: v.Line.View.ToString(), l.RunId, l.At)))
            )
            .Distinct()
            .OrderByDescending(l => l.At)
            .Select(l => (l.What, l.RunId))
            .Concat(moved.Select(r => ("a watermark", r)))
            .ToList();
        if (later.Count > 0)
            throw new LaterRunException(runId, later);
        return plan._tables.Count > 0 || plan._views.Count > 0 || plan._feeds.Count > 0
            ? plan
            : throw new UsageException(
                "The run published nothing that is still there",
                $"run {runId}",
                "penstock runs lists the runs, penstock zones history <table> what published"
            );
    }

    /// <summary>What would be done; the transaction is to be rolled back.</summary>
    public async Task<UndoResult> TellAsync(CancellationToken cancellationToken) =>
        Result(
            [.. _tables.Select(t => new UndoneTable(t.Line.Table, t.Line.Own[0], t.Line.Target?.Id))],
            await Watermarks.MoveBackAsync(_transaction, _runId, cancellationToken),
            await MarkAsync(cancellationToken)
        );

    // After the tables: where the run made a table of a view, that goes first.
    private async Task<IReadOnlyList<long?>> ViewsAsync(
        StepScope scope,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        List<long?> restored = [];
        foreach (var (line, aside) in _views)
        {
            await ViewRetraction.RunAsync(_transaction.Connection, line, scope.Context.Identity.RunId);
            restored.Add(
                line.Table is null
                    ? null
                    : await new TableRetraction(
                        _lake.Objects,
                        _transaction.Connection,
                        line.Table,
                        scope.Context.Identity.RunId
                    ).RunAsync(aside!, now, cancellationToken)
            );
            scope.Wrote(
                new DatasetFacts(line.View.Dataset)
                {
                    Version = restored[^1]?.ToString(CultureInfo.InvariantCulture),
                    MadeFrom = [],
                }
            );
        }
        return restored;
    }

    public async Task<UndoResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var (tables, now) = (new List<UndoneTable>(), scope.Context.Time.GetUtcNow());
        foreach (var (line, table) in _tables)
        {
            var id = await new TableRetraction(
                _lake.Objects,
                _transaction.Connection,
                line,
                scope.Context.Identity.RunId
            ).RunAsync(table, now, cancellationToken);
            tables.Add(new UndoneTable(line.Table, line.Own[0], line.Target?.Id));
            // Made from what it was made from before: nothing new is derived.
            scope.Wrote(
                new DatasetFacts(line.Table.Dataset)
                {
                    Version = id?.ToString(CultureInfo.InvariantCulture),
                    MadeFrom = [],
                }
            );
        }
        await ViewsAsync(scope, now, cancellationToken);
        await LandingRetraction.RunAsync(_transaction.Connection, _runId);
        foreach (var (feed, objects, _) in _feeds)
            scope.Wrote(new DatasetFacts(DatasetRef.Lake("landing", feed)) { Files = objects, MadeFrom = [] });
        var watermarks = await Watermarks.MoveBackAsync(_transaction, _runId, cancellationToken);
        await StaleDatasets.ClearAsync(
            _transaction.Connection,
            _tables.Select(t => t.Line.Table.Dataset).Concat(_views.Select(v => v.Line.View.Dataset))
        );
        return Result(tables, watermarks, await MarkAsync(cancellationToken));
    }

    private UndoResult Result(
        IReadOnlyList<UndoneTable> tables,
        IReadOnlyList<string> watermarks,
        IReadOnlyList<DatasetRef> stale
    ) =>
        new(_runId, tables, _feeds.ToDictionary(f => f.Feed, f => f.Objects), watermarks, stale)
        {
            Views =
            [
                .. _views.Select(v => new UndoneView(v.Line.View, v.Line.Target?.RunId, v.Line.Table?.Target?.Id)),
            ],
        };

    private async Task<IReadOnlyList<DatasetRef>> MarkAsync(CancellationToken cancellationToken)
    {
        var before = await _transaction.Connection.QueryAsync<Guid>(
            """
            SELECT run_id FROM lake.snapshot WHERE retracted_at IS NOT NULL AND run_id <> @_runId UNION SELECT run_id FROM lake.view_version WHERE retracted_at IS NOT NULL AND run_id <> @_runId
            """,
            new { _runId }
        );
        var origins = _tables
            .Select(t => (t.Line.Table.Dataset, t.Line.Since))
            .Concat(_views.Select(v => (v.Line.View.Dataset, v.Line.Since)))
            .Concat(_feeds.Select(f => (DatasetRef.Lake("landing", f.Feed), f.Since)))
            .ToList();
        var views = await _transaction.Connection.QueryAsync<(string Zone, string Name)>(
            "SELECT zone, name FROM lake.lake_view"
        );
        return await StaleDatasets.MarkAsync(
            _transaction,
            _runId,
            origins,
            before.AsList(),
            [.. views.Select(v => DatasetRef.Lake(v.Zone, v.Name))],
            cancellationToken
        );
    }
}
