using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Steps;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// One attempt of <see cref="JsonLinesToRaw"/>. Disposed without having committed, it deletes the files it wrote.
/// </summary>
internal sealed class Ingestion : IAsyncDisposable
{
    private readonly Lake _lake;
    private readonly JsonLinesToRawOptions _options;
    private readonly TableName _table;
    private readonly StepScope _scope;
    private readonly RawKnowledge _knowledge;
    private readonly LakeJob _job;
    private readonly LandingReader _reader;
    private readonly ShapeFinder _shapes;
    private readonly RefusedLines _refused;
    private readonly ExistingColumns _existing;
    private readonly DateTimeOffset _now;
    private readonly List<DataFile> _files = [];
    private IReadOnlyList<FieldSchema> _schema = [];
    private AssignedColumns? _columns;
    private RawMerge? _merge;
    private Sightings _seen = Sightings.None;
    private long _rowsIn;
    private long _bytesIn;

    public Ingestion(Lake lake, JsonLinesToRawOptions options, TableName table, StepScope scope, RawKnowledge knowledge)
    {
        (_lake, _options, _table, _scope, _knowledge) = (lake, options, table, scope, knowledge);
        _now = scope.Context.Time.GetUtcNow();
        _job = lake.OpenJob();
        _reader = new LandingReader(lake.Objects);
        _shapes = new ShapeFinder(_job, _reader, options.ChunkBytes);
        _refused = new RefusedLines(_job, RunId, _now);
        _existing = new ExistingColumns(_job);
    }

    private Guid RunId => _scope.Context.Identity.RunId;

    public async Task<JsonLinesToRawResult> RunAsync(CancellationToken cancellationToken)
    {
        var parent = await _lake.Tables.FindCurrentAsync(_table, cancellationToken);
        var pending = await JsonLinesToRaw.PendingAsync(_lake, _options, parent, cancellationToken);
        if (pending.Count == 0)
            return new(0, 0, 0, 0, 0, null, false);

        _knowledge.Rebuild |= _options.Write == RawWrite.Replace;
        var columns = await TypesAsync(parent, pending, cancellationToken);
        if (columns is null)
        {
            _knowledge.Rebuild = true;
            pending = await JsonLinesToRaw.PendingAsync(_lake, _options, null, cancellationToken);
            columns = await TypesAsync(parent, pending, cancellationToken);
        }
        foreach (var (field, column) in columns!.Renamed)
            _scope.Warn(
                $"Field '{field}' is column {column}: its name is another column's but for case, or the lake's own"
            );

        _job.Watch = await ForgottenWatch.OpenAsync(_lake, null, cancellationToken);
        var total = pending.All(o => o.RowCount is not null) ? pending.Sum(o => o.RowCount) : null;
        foreach (var one in pending)
            await IngestAsync(one, columns, total, cancellationToken);
        return await CommitAsync(parent, pending, columns, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_scope.MayBeCommitted)
        {
            foreach (var file in _files)
                await _lake.Objects.DeleteAsync(file.Key);
            foreach (var key in _merge?.Written ?? [])
                await _lake.Objects.DeleteAsync(key);
        }
        await _job.DisposeAsync();
    }

    // Null: the table's files cannot be read as what its columns become.
    private async Task<RawColumns?> TypesAsync(
        TableSnapshot? parent,
        List<LandedObject> objects,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var all = new FieldShape();
            foreach (var one in objects)
            {
                if (!_knowledge.Objects.ContainsKey(one.Key))
                    _knowledge.Objects[one.Key] = await _shapes.FindAsync(one, _knowledge.IsExact, cancellationToken);
                all.Add(_knowledge.Objects[one.Key].Shape);
            }
            if (_knowledge.IsExact || !all.NeedsValues)
            {
                var known = await _existing.ColumnsAsync(parent, all, _knowledge.Rebuild, cancellationToken);
                var (columns, readable) = RawColumns.Merge(known, all);
                if (readable || _knowledge.Rebuild)
                    return columns;
                if (_knowledge.IsExact)
                    return null;
            }
            _knowledge.LookAtValues();
        }
    }

    private async Task IngestAsync(
        LandedObject landed,
        RawColumns columns,
        long? total,
        CancellationToken cancellationToken
    )
    {
        using var chunker = new LineChunker(
            await ObjectContent.OpenAsync(_reader, landed, cancellationToken),
            _job.Folder,
            _options.ChunkBytes
        );
        var writer = new ChunkWriter(_job, _table, landed, columns, _knowledge, _options.Key, RunId, _now);
        var before = (Rows: _rowsIn, Bytes: _bytesIn, Files: _files.Count);
        var next = Task.Run(() => chunker.Next(cancellationToken), cancellationToken);
        try
        {
            while (await next is { } chunk)
            {
                // The next chunk is cut while this one is parsed.
                next = Task.Run(() => chunker.Next(cancellationToken), cancellationToken);
                var (written, bad) = await writer.WriteAsync(chunk, cancellationToken);
                await _refused.AddAsync(landed, bad, cancellationToken);
                foreach (var part in written)
                    Keep(part);
                _scope.Context.Progress.Report(
                    new StepProgress(
                        _files.Sum(f => f.Rows) + _refused.Count,
                        before.Bytes + chunker.Bytes,
                        total,
                        null,
                        landed.Key
                    )
                );
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _refused.AddAsync(landed, chunker.Refused, cancellationToken);
        if (landed.RowCount is { } expected && expected != chunker.Rows)
            throw ObjectContent.Damaged(landed, $"it has {chunker.Rows} lines, its connector counted {expected}");
        // Without a file of its own an object without rows would come again with every run.
        if (_files.Count == before.Files)
            Keep(
                await _job.WriteAsync(
                    _table,
                    columns.NoRows(landed, RunId, _now),
                    landingKey: landed.Key,
                    evenEmpty: true,
                    cancellationToken: cancellationToken
                )
            );
        (_rowsIn, _bytesIn) = (before.Rows + chunker.Rows, before.Bytes + chunker.Bytes);
    }

    private void Keep(WrittenTable written)
    {
        _files.AddRange(written.Files);
        (_schema, _columns, _seen) = (written.Schema, written.Columns, _seen.And(written.Seen));
    }

    private async Task<JsonLinesToRawResult> CommitAsync(
        TableSnapshot? parent,
        List<LandedObject> ingested,
        RawColumns columns,
        CancellationToken cancellationToken
    )
    {
        var keeps = !_knowledge.Rebuild;
        var draft = new SnapshotDraft(_table, parent?.Id, "", _schema, _columns!, _files, keeps);
        var superseded = 0L;
        if (_options.Write == RawWrite.Merge)
        {
            _merge = new RawMerge(_lake, _job, _options, columns);
            (draft, superseded) = await _merge.ApplyAsync(parent, draft, cancellationToken);
        }
        var rows = _files.Sum(f => f.Rows) - superseded;
        var fingerprint = Fingerprint(keeps ? parent?.Fingerprint : null, ingested);
        var quarantine = _table.Quarantine;
        var quarantineParent = await _lake.Tables.FindCurrentAsync(quarantine, cancellationToken);
        var refused =
            _refused.Count > 0 || (!keeps && quarantineParent is not null)
                ? await _refused.WriteAsync(quarantine, cancellationToken)
                : null;
        _scope.Read(
            new DatasetFacts(DatasetRef.Lake("landing", _options.Source))
            {
                Rows = _rowsIn,
                Bytes = ingested.Sum(o => o.Size),
                Files = ingested.Count,
            }
        );
        long id = 0;
        await _scope.CommitAsync(
            async (tx, ct) =>
            {
                id = await _lake.Tables.PublishAsync(tx, RunId, draft with { Fingerprint = fingerprint }, ct);
                _seen.Tell(
                    _scope,
                    new DatasetFacts(_table.Dataset)
                    {
                        Schema = _schema,
                        Rows = rows,
                        Bytes = _files.Sum(f => f.Bytes),
                        Files = _files.Count,
                        Version = $"{id}",
                    }
                );
                if (refused is not null)
                {
                    var refusals = new SnapshotDraft(
                        quarantine,
                        quarantineParent?.Id,
                        fingerprint,
                        refused.Schema,
                        refused.Columns,
                        refused.Files,
                        keeps
                    );
                    var version = await _lake.Tables.PublishAsync(tx, RunId, refusals, ct);
                    _scope.Wrote(
                        new DatasetFacts(quarantine.Dataset)
                        {
                            Schema = refused.Schema,
                            Rows = refused.Rows,
                            Bytes = refused.Bytes,
                            Files = refused.Files.Count,
                            Version = $"{version}",
                        }
                    );
                }
                await new RowAccount(_table, _rowsIn, rows, _refused.Count, Dropped(superseded)).RecordAsync(
                    tx,
                    _scope.Context.Identity
                );
            },
            cancellationToken
        );
        return new(
            ingested.Count,
            _rowsIn,
            rows,
            _refused.Count,
            _files.Sum(f => f.Bytes),
            id,
            !keeps && parent is not null && _options.Write != RawWrite.Replace
        )
        {
            Renamed = columns.Renamed.ToDictionary(),
            Superseded = superseded,
        };
    }

    private static Dictionary<string, long> Dropped(long superseded) =>
        superseded == 0 ? [] : new() { ["superseded"] = superseded };

    private static string Fingerprint(string? parent, IEnumerable<LandedObject> ingested)
    {
        var text = string.Join('\n', ingested.Select(o => o.Key).Prepend(parent ?? ""));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
