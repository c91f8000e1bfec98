using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Warehouse.Loads;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Pipelines.Replay;

/// <summary>
/// Runs a workflow on a copy of the platform that has the landing zone and nothing else, and compares each table and view it
/// makes, in the lake
/// and in the warehouse, with the present one. A database is made beside the metadata database for it. Nothing present is
/// changed; the copy is gone at the end.
/// </summary>
/// <param name="platform">The platform.</param>
public sealed class ReplayFromLanding(Platform platform)
{
    /// <summary>The columns that differ from run to run.</summary>
    public static IReadOnlyList<string> PerRun { get; } = ["_run_id", "_ingested_at", "_quarantined_at"];

    /// <summary>Replays.</summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="options">Its variables and who watches.</param>
    /// <param name="ignored">Columns that make no difference; see <see cref="PerRun"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PenstockException">The copy cannot be made, or the workflow does not come to its end on it.</exception>
    public async Task<IReadOnlyList<ReplayedTable>> RunAsync(
        WorkflowDefinition definition,
        RunOptions options,
        IReadOnlyCollection<string> ignored,
        CancellationToken cancellationToken = default
    )
    {
        // Owned as a job's folder is: the next start removes it when this process does not come to that.
        using var owned = JobFolder.Create(platform.Lake.Options.ScratchFolder);
        var folder = owned.Path;
        await using var database = await ScratchDatabase.CreateAsync(platform, cancellationToken);
        using var objects = new LocalDiskObjectStore(
            Path.Combine(folder, "lake"),
            new LocalDiskStoreOptions { Durable = false }
        );
        await using var copy = platform.ForReplay(database.Connection, objects, Path.Combine(folder, "scratch"));
        await RunAsync(copy, definition, options, cancellationToken);
        return
        [
            .. await LakeAsync(copy, definition, ignored, cancellationToken),
            .. await WarehouseAsync(copy, cancellationToken),
        ];
    }

    private static async Task RunAsync(
        Platform copy,
        WorkflowDefinition definition,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var services = PipelineServices.Build(copy);
        var result = await services
            .GetRequiredService<WorkflowRunner>()
            .RunAsync(definition, options, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (result.SubStatus == WorkflowSubStatus.Finished)
            return;
        var cause = result.Exceptions is [var first, ..] ? first : null;
        throw new PenstockException(
            "The workflow did not come to its end when it was replayed",
            $"{definition.DefinitionId}: {cause?.Message ?? $"{result.SubStatus}"}",
            "Nothing present was changed",
            $"penstock run {definition.DefinitionId}",
            cause
        );
    }

    private async Task<IReadOnlyList<ReplayedTable>> LakeAsync(
        Platform copy,
        WorkflowDefinition definition,
        IReadOnlyCollection<string> ignored,
        CancellationToken cancellationToken
    )
    {
        var views = (await copy.Lake.Views.ListAsync(cancellationToken)).Select(v => v.Table);
        var tables = (await copy.Lake.Tables.ListAsync(cancellationToken))
            .Concat(views)
            .Union(await WrittenAsync(definition, cancellationToken));
        var compared = new List<ReplayedTable>();
        foreach (
            var table in tables
                .OrderBy(t => TableName.Zones.ToList().IndexOf(t.Zone))
                .ThenBy(t => t.Name, StringComparer.Ordinal)
        )
        {
            var (now, replayed) = (
                await HashAsync(platform.Lake, table, ignored, cancellationToken),
                await HashAsync(copy.Lake, table, ignored, cancellationToken)
            );
            compared.Add(
                ReplayedTable.Of(table.ToString(), now?.Hash, replayed?.Hash) with
                {
                    IsView = (now ?? replayed)?.IsView ?? false,
                }
            );
        }
        // A quarantine that is empty and one that is not there hold the same.
        return
        [
            .. compared.Where(t =>
                (t.RowsNow ?? 0) + (t.RowsReplayed ?? 0) > 0 || (t.RowsNow is not null && t.RowsReplayed is not null)
            ),
        ];
    }

    // What the workflow has written so far must come out again.
    private async Task<IEnumerable<TableName>> WrittenAsync(
        WorkflowDefinition definition,
        CancellationToken cancellationToken
    )
    {
        await using var command = platform.Metadata.DataSource.CreateCommand(
            """
            SELECT DISTINCT t.zone, t.name
            FROM (SELECT zone, name FROM lake.lake_table WHERE snapshot_id IS NOT NULL UNION ALL SELECT zone, name FROM lake.lake_view) AS t
            JOIN lineage.dataset_use u ON u.direction = 'output' AND u.namespace = 'penstock://lake' AND u.name = t.zone || '.' || t.name
            WHERE starts_with(u.job, $1)
            """
        );
        command.Parameters.Add(new() { Value = definition.DefinitionId + "." });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<TableName>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(new TableName(reader.GetString(0), reader.GetString(1)));
        return tables;
    }

    // Of a view the rows that it gives: what was a table on one side and is a view on the other may hold the same.
    private static async Task<((long, string) Hash, bool IsView)?> HashAsync(
        Lake lake,
        TableName table,
        IReadOnlyCollection<string> ignored,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await lake.Tables.FindCurrentAsync(table, cancellationToken);
        var view = snapshot is null ? await lake.Views.FindAsync(table, cancellationToken) : null;
        if (snapshot is null && view is null)
            return null;
        var hash = view is null
            ? await TableHash.OfAsync(lake, snapshot!, ignored, cancellationToken)
            : await TableHash.OfAsync(lake, view, ignored, cancellationToken);
        return ((hash.Rows, hash.Value), view is not null);
    }

    private async Task<IEnumerable<ReplayedTable>> WarehouseAsync(Platform copy, CancellationToken cancellationToken)
    {
        var replayed = await HashesAsync(copy.WarehouseConnection, cancellationToken);
        var schemas = replayed.Select(h => h.Schema).ToHashSet();
        var now = (await HashesAsync(platform.WarehouseConnection, cancellationToken))
            .Where(h => schemas.Contains(h.Schema))
            .ToDictionary(h => (h.Schema, h.Name), h => (h.Rows, h.Value));
        var then = replayed.ToDictionary(h => (h.Schema, h.Name), h => (h.Rows, h.Value));
        return now
            .Keys.Union(then.Keys)
            .Order()
            .Select(k =>
                ReplayedTable.Of(
                    $"{k.Schema}.{k.Name}",
                    now.TryGetValue(k, out var n) ? n : null,
                    then.TryGetValue(k, out var t) ? t : null
                )
            );
    }

    private static async Task<IReadOnlyList<WarehouseHash>> HashesAsync(
        string connection,
        CancellationToken cancellationToken
    )
    {
        await using var warehouse = NpgsqlDataSource.Create(connection);
        return await WarehouseHash.AllAsync(warehouse, cancellationToken);
    }
}
