using Npgsql;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Tables;
using Penstock.Warehouse.Ddl;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Loads;

/// <summary>Tells what a load would write, when the steps before it have done what is expected of them.</summary>
internal sealed class PlannedLoad(Lake lake, NpgsqlDataSource warehouse, WarehouseSchema schema, Forecast forecast)
{
    public async Task<StepPlan> MakeAsync(bool force, CancellationToken cancellationToken)
    {
        Dictionary<string, TableSnapshot?> snapshots = [];
        foreach (var table in schema.Tables)
            snapshots[table.Name] = await lake.Tables.FindCurrentAsync(table.Source, cancellationToken);
        var reasons = Changing();
        // Tables that are yet to be made have no shape to compare, and nothing can have been loaded.
        if (schema.Tables.Any(t => snapshots[t.Name] is null && reasons.ContainsKey(t.Name)))
        {
            foreach (var table in schema.Tables)
                reasons.TryAdd(table.Name, "it was never loaded");
        }
        if (reasons.Count < schema.Tables.Count)
            await CompareAsync(reasons, force, cancellationToken);
        return Plan(reasons, snapshots);
    }

    // A table is compared again when its rows change, or those of a dimension whose keys it carries.
    private Dictionary<string, string> Changing()
    {
        var changing = schema
            .Tables.Where(t => forecast.Find(t.Source.ToString()) is not null)
            .Select(t => t.Name)
            .ToHashSet(StringComparer.Ordinal);
        return schema
            .Tables.Where(t => changing.Contains(t.Name) || t.References.Any(r => changing.Contains(r.Dimension)))
            .ToDictionary(
                t => t.Name,
                t => changing.Contains(t.Name) ? $"{t.Source} would change" : "a dimension of it would change",
                StringComparer.Ordinal
            );
    }

    private async Task CompareAsync(Dictionary<string, string> reasons, bool force, CancellationToken cancellationToken)
    {
        await using var connection = await warehouse.OpenConnectionAsync(cancellationToken);
        var existing = await ExistingSchema.ReadAsync(connection, schema.Name, cancellationToken);
        var markers = await new LoadMarkers(connection, schema).ReadAsync(existing, cancellationToken);
        foreach (
            var name in LoadPlan
                .Make(schema, await WarehouseLoad.ShapeAsync(lake, schema, cancellationToken), existing, markers, force)
                .Stale
        )
            reasons.TryAdd(
                name,
                force ? "it is forced"
                    : markers.ContainsKey(name) ? "its snapshot or its description is another one"
                    : "it was never loaded"
            );
    }

    private StepPlan Plan(Dictionary<string, string> reasons, Dictionary<string, TableSnapshot?> snapshots)
    {
        var reads = schema.Tables.Select(t => t.Source.ToString()).Distinct().ToList();
        if (reasons.Count == 0)
            return StepPlan.Skip("the same snapshots are in it", reads);
        var writes = schema
            .Tables.Select(t =>
                reasons.TryGetValue(t.Name, out var reason)
                    ? new PlannedWrite(
                        $"{schema.Name}.{t.Name}",
                        "change",
                        reason,
                        forecast.Find(t.Source.ToString()) is { } coming ? coming.Rows : snapshots[t.Name]?.Rows
                    )
                    : new PlannedWrite($"{schema.Name}.{t.Name}", "skip", "the same snapshot is in it", 0, 0)
            )
            .ToList();
        return new StepPlan(true, $"{reasons.Count} of {schema.Tables.Count} tables")
        {
            Reads = reads,
            Writes = writes,
            Rows = writes.TrueForAll(w => w.Rows is not null) ? writes.Sum(w => w.Rows) : null,
        };
    }
}
