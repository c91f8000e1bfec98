using Penstock.Iceberg;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>
/// Makes durable data files a snapshot of a table: writes manifests, their list and the metadata file. Which metadata file
/// holds is the
/// catalogue's word, so that a commit which is not finished changes nothing.
/// </summary>
internal sealed class TableCommit : IAsyncDisposable
{
    // Planning a read opens every manifest of the list; beyond so many they are made one.
    private const int MostManifests = 100;

    private readonly TableReader _reader;
    private readonly MetadataFiles _files;
    private readonly long _snapshotId;
    private readonly string? _location;
    private readonly DateTimeOffset _now;
    private readonly List<ManifestFile> _manifests = [];
    private readonly IReadOnlyList<ManifestFile>? _known;
    private TableMetadata _table;
    private CommittedTable? _after;

    private TableCommit(
        IObjectStore objects,
        CommittedTable? current,
        SnapshotDraft draft,
        long snapshotId,
        DateTimeOffset now
    )
    {
        var before = current?.Metadata ?? Empty(objects, draft);
        _reader = new TableReader(objects);
        _files = MetadataFiles.Of(objects, before);
        (_snapshotId, _location, _now, _known) = (snapshotId, current?.Location, now, current?.Manifests);
        if (current?.Metadata.FormatVersion > TableMetadata.Version)
            throw new UnsupportedVersionException(draft.Table, current.Metadata.FormatVersion);
        List<TableUpdate> updates = [];
        // Files that stand for others hold the table's columns by their ids; which columns there are is not theirs to say.
        if (current is null || draft.Replaced.Count == 0)
            updates.AddRange([
                new AddSchema(draft.Columns.Schema, draft.Columns.LastColumnId),
                new SetCurrentSchema(-1),
            ]);
        if (draft.Layout is { } layout)
            updates.AddRange([
                new AddSpec(layout.Spec),
                new SetDefaultSpec(-1),
                new AddSortOrder(layout.Order),
                new SetDefaultSortOrder(-1),
            ]);
        // Files of no partition need a spec that has none.
        else if (draft.AddedFiles.Any(f => f.Partition is null) || draft.AddedDeletes.Any(d => d.Partition is null))
            updates.Add(new AddSpec(PartitionSpec.None));
        _table = MetadataChange.Apply(before, null, updates, now);
        RequireValues(draft);
        Draft = draft with
        {
            AddedFiles = [.. draft.AddedFiles.Select(f => f with { Partition = Resolved(f.Partition) })],
            AddedDeletes = [.. draft.AddedDeletes.Select(d => d with { Partition = Resolved(d.Partition) })],
        };
    }

    // The folder of a new table is the one that its first file was written to.
    private static TableMetadata Empty(IObjectStore objects, SnapshotDraft draft)
    {
        var uuid = Guid.NewGuid();
        var folder =
            draft.AddedFiles.Count > 0 ? TableFolder.Of(draft.AddedFiles[0].Key) : TableFolder.New(draft.Table, uuid);
        return MetadataChange.Empty(objects.UriOf(folder)) with { TableUuid = uuid };
    }

    // Readers of other engines take a column at its word that every row has a value.
    private void RequireValues(SnapshotDraft draft)
    {
        foreach (var field in _table.Schema.Fields.Where(f => f.Required))
        {
            var nulls = draft.AddedFiles.Sum(f => f.Statistics?.NullCounts.GetValueOrDefault(field.Id) ?? 0);
            if (nulls > 0)
                throw new RequiredColumnException(draft.Table, field.Name, nulls);
        }
    }

    /// <summary>What is published, each file with the number of its partition spec.</summary>
    public SnapshotDraft Draft { get; }

    /// <summary>The table after the commit.</summary>
    public CommittedTable After => _after!;

    private long Sequence => _table.LastSequenceNumber + 1;

    /// <summary>Prepares a snapshot; its files are not durable before <see cref="MakeDurableAsync"/>.</summary>
    /// <param name="objects">The lake's store.</param>
    /// <param name="current">The table as it is, or null for a new one.</param>
    /// <param name="draft">The snapshot's content.</param>
    /// <param name="snapshotId">The id it gets.</param>
    /// <param name="runId">The run, noted in its summary.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<TableCommit> PrepareAsync(
        IObjectStore objects,
        CommittedTable? current,
        SnapshotDraft draft,
        long snapshotId,
        Guid runId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var commit = new TableCommit(objects, current, draft, snapshotId, now);
        try
        {
            await commit.PrepareAsync(runId, cancellationToken);
            return commit;
        }
        catch
        {
            await commit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the files are durable. What refers to them may be written meanwhile, but not committed.</summary>
    public Task MakeDurableAsync(CancellationToken cancellationToken) => _files.CommitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    private async Task PrepareAsync(Guid runId, CancellationToken cancellationToken)
    {
        var before =
            _known ?? (_table.Current is { } parent ? await _reader.ManifestsAsync(parent, cancellationToken) : []);
        var removed = new List<ManifestEntry>();
        if (!Draft.KeepsParentFiles)
            removed = await RemoveAsync(before, cancellationToken);
        else if (Draft.Replaced.Count + Draft.Removed.Count > 0)
            removed = await ReplaceAsync(before, cancellationToken);
        else if (before.Count >= MostManifests)
            await MergeAsync(before, cancellationToken);
        else
            _manifests.AddRange(before);
        await AddAsync(
            FileContent.Data,
            Draft.AddedFiles.Select(f => (f.Partition!.SpecId!.Value, FileOf(f))),
            cancellationToken
        );
        await AddAsync(
            FileContent.PositionDeletes,
            Draft.AddedDeletes.Select(d => (d.Partition!.SpecId!.Value, FileOf(d))),
            cancellationToken
        );

        var list = ManifestWriter.List(_snapshotId, _table.CurrentSnapshotId, Sequence, _manifests);
        var snapshot = new Snapshot
        {
            SnapshotId = _snapshotId,
            ParentSnapshotId = _table.CurrentSnapshotId,
            SequenceNumber = Sequence,
            TimestampMs = Math.Max(_now.ToUnixTimeMilliseconds(), _table.LastUpdatedMs),
            ManifestList = await _files.AddAsync(
                $"snap-{_snapshotId}-{Guid.NewGuid():N}.avro",
                list,
                cancellationToken
            ),
            SchemaId = _table.CurrentSchemaId,
            Summary = SnapshotSummary.Of(Draft, _manifests, removed, runId),
        };
        _table = MetadataChange.Apply(
            _table,
            _location,
            [new AddSnapshot(snapshot), new SetSnapshotRef(SnapshotRef.Main, "branch", _snapshotId)],
            _now
        );
        var json = IcebergJson.Write(_table);
        _after = new CommittedTable(_table, await _files.AddAsync(_table, json, cancellationToken))
        {
            Json = json,
            Manifests = _manifests,
        };
    }

    private async Task<List<ManifestEntry>> RemoveAsync(
        IReadOnlyList<ManifestFile> before,
        CancellationToken cancellationToken
    )
    {
        var removed = new List<ManifestEntry>();
        foreach (var (specId, content, entries) in await LiveAsync(before, withStatistics: false, cancellationToken))
        {
            removed.AddRange(entries);
            await AddAsync(
                specId,
                content,
                [.. entries.Select(e => e with { Status = EntryStatus.Deleted, SnapshotId = _snapshotId })],
                cancellationToken
            );
        }
        return removed;
    }

    // Manifests that name none of the replaced files stay as they are; of the others' files one manifest is made.
    private async Task<List<ManifestEntry>> ReplaceAsync(
        IReadOnlyList<ManifestFile> before,
        CancellationToken cancellationToken
    )
    {
        var removed = new List<ManifestEntry>();
        foreach (var group in before.GroupBy(m => (m.SpecId, m.Content)))
        {
            var entries = new List<ManifestEntry>();
            foreach (var manifest in group)
            {
                var live = (await _reader.EntriesAsync(manifest, withStatistics: true, cancellationToken))
                    .Where(e => e.IsLive)
                    .ToList();
                if (live.Exists(IsReplaced))
                    entries.AddRange(live);
                else
                    _manifests.Add(manifest);
            }
            removed.AddRange(entries.Where(IsReplaced));
            await AddAsync(
                group.Key.SpecId,
                group.Key.Content,
                [
                    .. entries.Select(e =>
                        IsReplaced(e)
                            ? e with
                            {
                                Status = EntryStatus.Deleted,
                                SnapshotId = _snapshotId,
                                File = WithoutStatistics(e.File),
                            }
                            : e with
                            {
                                Status = EntryStatus.Existing,
                            }
                    ),
                ],
                cancellationToken
            );
        }
        return removed;
    }

    // Nobody reads a file that is gone, and its bounds are values of its rows.
    private static TableFile WithoutStatistics(TableFile file) =>
        file with
        {
            ColumnSizes = null,
            ValueCounts = null,
            NullCounts = null,
            NanCounts = null,
            LowerBounds = null,
            UpperBounds = null,
        };

    private bool IsReplaced(ManifestEntry entry) =>
        _reader.KeyOf(entry.File.Path) is var key && (Draft.Replaced.Contains(key) || Draft.Removed.Contains(key));

    private async Task MergeAsync(IReadOnlyList<ManifestFile> before, CancellationToken cancellationToken)
    {
        foreach (var (specId, content, entries) in await LiveAsync(before, withStatistics: true, cancellationToken))
            await AddAsync(
                specId,
                content,
                [.. entries.Select(e => e with { Status = EntryStatus.Existing })],
                cancellationToken
            );
    }

    private async Task<List<(int SpecId, FileContent Content, List<ManifestEntry> Entries)>> LiveAsync(
        IReadOnlyList<ManifestFile> manifests,
        bool withStatistics,
        CancellationToken cancellationToken
    )
    {
        var live = new List<(int SpecId, FileContent Content, List<ManifestEntry> Entries)>();
        foreach (var group in manifests.GroupBy(m => (m.SpecId, m.Content)))
        {
            var entries = new List<ManifestEntry>();
            foreach (var manifest in group)
                entries.AddRange(
                    (await _reader.EntriesAsync(manifest, withStatistics, cancellationToken)).Where(e => e.IsLive)
                );
            live.Add((group.Key.SpecId, group.Key.Content, entries));
        }
        return live;
    }

    private async Task AddAsync(
        FileContent content,
        IEnumerable<(int SpecId, TableFile File)> files,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in files.GroupBy(f => f.SpecId))
            await AddAsync(
                group.Key,
                content,
                [.. group.Select(f => new ManifestEntry(EntryStatus.Added, _snapshotId, null, null, f.File))],
                cancellationToken
            );
    }

    private async Task AddAsync(
        int specId,
        FileContent content,
        IReadOnlyList<ManifestEntry> entries,
        CancellationToken cancellationToken
    )
    {
        if (entries.Count == 0)
            return;
        var bytes = ManifestWriter.Manifest(_table, specId, content != FileContent.Data, entries);
        var uri = await _files.AddAsync($"{Guid.NewGuid():N}-m{_manifests.Count}.avro", bytes, cancellationToken);
        var lowest = entries
            .Where(e => e.IsLive)
            .Select(e => e.SequenceNumber ?? Sequence)
            .DefaultIfEmpty(Sequence)
            .Min();
        _manifests.Add(
            new ManifestFile(uri, bytes.Length, specId, content, Sequence, lowest, _snapshotId)
            {
                Added = Count(EntryStatus.Added),
                Existing = Count(EntryStatus.Existing),
                Deleted = Count(EntryStatus.Deleted),
                Partitions = PartitionSummary.Of(
                    [.. PartitionTypes.Of(SpecOf(specId), _table.Schemas).Select(p => p.Type)],
                    entries
                ),
            }
        );

        (int Files, long Rows) Count(EntryStatus status) =>
            (entries.Count(e => e.Status == status), entries.Where(e => e.Status == status).Sum(e => e.File.Rows));
    }

    // A file that names no spec follows the one that the commit makes the default; one of no partition needs a spec without
    // fields.
    private FilePartition Resolved(FilePartition? partition) =>
        partition is null
            ? FilePartition.None(
                _table.Spec.Fields.Count == 0
                    ? _table.DefaultSpecId
                    : _table.PartitionSpecs.First(s => s.Fields.Count == 0).SpecId
            )
        : partition.SpecId is null ? partition with { SpecId = _table.DefaultSpecId }
        : partition;

    private PartitionSpec SpecOf(int id) => _table.PartitionSpecs.First(s => s.SpecId == id);

    private TableFile FileOf(DeleteFile file) =>
        new(_reader.UriOf(file.Key), file.Rows, file.Bytes)
        {
            Content = FileContent.PositionDeletes,
            Partition = file.Partition!.Values,
        };

    private TableFile FileOf(DataFile file) =>
        new(file.Location ?? _reader.UriOf(file.Key), file.Rows, file.Bytes)
        {
            ColumnSizes = file.Statistics?.ColumnSizes,
            ValueCounts = file.Statistics?.ValueCounts,
            NullCounts = file.Statistics?.NullCounts,
            LowerBounds = file.Statistics?.LowerBounds,
            UpperBounds = file.Statistics?.UpperBounds,
            Partition = file.Partition!.Values,
            SortOrderId = file.IsSorted && _table.DefaultSortOrderId != 0 ? _table.DefaultSortOrderId : null,
        };
}
