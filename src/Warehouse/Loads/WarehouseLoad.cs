using System.Globalization;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Query;
using Penstock.Warehouse.Ddl;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>One load of a whole warehouse schema inside one transaction of the given connection.</summary>
internal sealed class WarehouseLoad(
    Lake lake,
    NpgsqlConnection connection,
    WarehouseSchema schema,
    LoadWarehouseOptions options,
    StepContext context
)
{
    // For the session of the load only: sorts and hash tables of index builds and merges in memory, ISO texts for the key export.
    private const string Settings = """
        SET LOCAL work_mem = '64MB'; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL temp_buffers = '64MB';
        SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL client_min_messages = warning;
        """;

    private readonly LoadMarkers _markers = new(connection, schema);
    private readonly Dictionary<string, long> _highestKeys = new(StringComparer.Ordinal);
    private readonly List<TableLoad> _loads = [];
    private long _rowsBefore;
    private long _bytesBefore;

    /// <summary>What is being done, for messages.</summary>
    public string Place { get; private set; } = schema.Name;

    /// <summary>The tables as loaded, in order.</summary>
    public IReadOnlyList<TableShape> Shapes { get; private set; } = [];

    /// <summary>Loads everything that is not there yet. The caller commits.</summary>
    public async Task<LoadWarehouseResult> RunAsync(CancellationToken cancellationToken)
    {
        await LockAsync(cancellationToken);
        var existing = await ExistingSchema.ReadAsync(connection, schema.Name, cancellationToken);
        var markers = await _markers.ReadAsync(existing, cancellationToken);
        // Read under the lock: a load that waited for another one must not bring back an older snapshot.
        Shapes = await ShapeAsync(lake, schema, cancellationToken);
        var plan = LoadPlan.Make(schema, Shapes, existing, markers, options.Force);
        if (plan.Stale.Count == 0)
            return new LoadWarehouseResult([.. Shapes.Select(Skipped)], 0);

        await PrepareAsync(plan, existing, cancellationToken);
        await using var job = lake.OpenJob(new LakeJobOptions { PreserveInsertionOrder = false });
        var bytes = await WriteRowsAsync(plan, existing, markers, job, cancellationToken);
        await FinishAsync(plan, existing, cancellationToken);
        return new LoadWarehouseResult(_loads, bytes);
    }

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        var patience = (long)
            Math.Clamp(options.LockTimeout.TotalMilliseconds, 1, TimeSpan.FromDays(1).TotalMilliseconds);
        await connection.ExecuteAsync(
            Settings + string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {patience};"),
            cancellationToken
        );
        Place = $"the lock of warehouse schema {schema.Name}";
        await connection.ExecuteAsync(
            $"SELECT pg_advisory_xact_lock(hashtextextended({Sql.Literal("penstock warehouse " + schema.Name)}, 0))",
            cancellationToken
        );
        Place = schema.Name;
    }

    /// <summary>The tables as their snapshots now would make them, dimensions first.</summary>
    /// <exception cref="PenstockException">A table was never published, or does not fit its description.</exception>
    public static async Task<IReadOnlyList<TableShape>> ShapeAsync(
        Lake lake,
        WarehouseSchema schema,
        CancellationToken cancellationToken
    )
    {
        var builder = new ShapeBuilder(schema);
        List<TableShape> shapes = [];
        foreach (var spec in schema.Tables)
        {
            var snapshot =
                await lake.Tables.FindCurrentAsync(spec.Source, cancellationToken)
                ?? throw new PenstockException(
                    "A table that the warehouse is loaded from was never published",
                    $"{spec.Source} (tables.{spec.Name} in {schema.File})",
                    "The warehouse was left as it was",
                    "run the step that makes it, then this one again"
                );
            shapes.Add(builder.Build(spec, snapshot));
        }
        return shapes;
    }

    private async Task PrepareAsync(LoadPlan plan, ExistingSchema existing, CancellationToken cancellationToken)
    {
        if (!existing.Exists)
            await connection.ExecuteAsync($"CREATE SCHEMA {Sql.Identifier(schema.Name)}", cancellationToken);
        if (schema.Description is { } text && text != existing.Comment)
            await connection.ExecuteAsync(
                $"COMMENT ON SCHEMA {Sql.Identifier(schema.Name)} IS {Sql.Literal(text)}",
                cancellationToken
            );
        if (!existing.Tables.ContainsKey(SchemaCheck.MarkerTable))
            await _markers.CreateAsync(cancellationToken);
        foreach (var shape in Stale(plan))
            await ApplyAsync(shape, Ddl(shape, existing).BeforeRows(), cancellationToken);
    }

    private async Task<long> WriteRowsAsync(
        LoadPlan plan,
        ExistingSchema existing,
        IReadOnlyDictionary<string, LoadMarker> markers,
        LakeJob job,
        CancellationToken cancellationToken
    )
    {
        var total = Stale(plan).Sum(s => s.Snapshot.Rows);
        var sources = new SourceTables(job.Session, schema);
        var copy = new RowCopy(
            connection,
            job.Session,
            (rows, bytes) =>
                context.Progress.Report(new(_rowsBefore + rows, _bytesBefore + bytes, total, Detail: Place))
        );
        var writer = new TableWriter(connection, copy, sources);
        foreach (var shape in Shapes)
        {
            Place = shape.Title;
            if (plan.Needed.Contains(shape.Name))
                await OpenAsync(sources, shape, existing, markers, job, cancellationToken);
            if (!plan.Stale.Contains(shape.Name))
            {
                _loads.Add(Skipped(shape));
                continue;
            }
            var load = await writer.WriteAsync(
                shape,
                isNew: !existing.Tables.ContainsKey(shape.Name),
                cancellationToken
            );
            _loads.Add(load);
            _rowsBefore += load.Rows;
            _bytesBefore = writer.Bytes;
        }
        foreach (var shape in Stale(plan).Where(s => s.Spec.History is not null && existing.Tables.ContainsKey(s.Name)))
        {
            Place = shape.Title;
            var at = _loads.FindIndex(l => l.Table == shape.Name);
            _loads[at] = _loads[at] with { Deleted = await writer.DeleteRewrittenAsync(shape, cancellationToken) };
        }
        return writer.Bytes;
    }

    private async Task OpenAsync(
        SourceTables sources,
        TableShape shape,
        ExistingSchema existing,
        IReadOnlyDictionary<string, LoadMarker> markers,
        LakeJob job,
        CancellationToken cancellationToken
    )
    {
        await job.AttachTableAsync(
            shape.Snapshot,
            SourceTables.ViewOf(shape.Spec),
            cancellationToken: cancellationToken
        );
        if (shape.Spec.Kind != TableKind.Dimension)
            return;
        string? known = null;
        var highest = 0L;
        if (existing.Tables.ContainsKey(shape.Name))
        {
            known = Path.Combine(job.Folder, $"keys-{_highestKeys.Count}.csv");
            await KeyExport.WriteAsync(connection, shape, known, cancellationToken);
            var inTable = await connection.NumberAsync(
                $"SELECT max({Sql.Identifier(shape.Spec.Surrogate!)}) FROM {shape.Quoted}",
                cancellationToken
            );
            highest = Math.Max(0, Math.Max(inTable, markers.GetValueOrDefault(shape.Name)?.HighestKey ?? 0));
        }
        _highestKeys[shape.Name] = await Blocking.RunAsync(() =>
            sources.ResolveMembers(shape, known, highest, cancellationToken)
        );
    }

    private async Task FinishAsync(LoadPlan plan, ExistingSchema existing, CancellationToken cancellationToken)
    {
        foreach (var shape in Stale(plan))
            await ApplyAsync(shape, Ddl(shape, existing).AfterRows(), cancellationToken);
        foreach (var shape in Stale(plan))
            await ApplyAsync(shape, Ddl(shape, existing).References(schema), cancellationToken);
        foreach (var shape in Stale(plan))
        {
            await ApplyAsync(shape, Ddl(shape, existing).Comments(), cancellationToken);
            if (_loads.First(l => l.Table == shape.Name).HasChanged)
                await ApplyAsync(shape, [$"ANALYZE {shape.Quoted}"], cancellationToken);
            var marker = new LoadMarker(
                shape.Snapshot.Id,
                plan.Fingerprints[shape.Name],
                _highestKeys.GetValueOrDefault(shape.Name)
            );
            await _markers.WriteAsync(
                shape,
                marker,
                context.Identity.RunId,
                context.Time.GetUtcNow(),
                cancellationToken
            );
        }
    }

    private async Task ApplyAsync(TableShape shape, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        Place = shape.Title;
        var batch = string.Join(";\n", statements);
        if (batch.Length > 0)
            await connection.ExecuteAsync(batch, cancellationToken);
    }

    private IEnumerable<TableShape> Stale(LoadPlan plan) => Shapes.Where(s => plan.Stale.Contains(s.Name));

    private static TableDdl Ddl(TableShape shape, ExistingSchema existing) =>
        new(shape, existing.Tables.GetValueOrDefault(shape.Name));

    private static TableLoad Skipped(TableShape shape) =>
        new(shape.Name, shape.Snapshot.Id, shape.Snapshot.Rows, 0, 0, 0, true);
}
