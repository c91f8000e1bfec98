using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Changes;

/// <summary>Applies updates to metadata, one after the other; what comes out holds together, or nothing does.</summary>
public sealed class MetadataChange
{
    private const int LongestLog = 100;
    private readonly long _now;
    private readonly string? _baseFile;
    private readonly TableMetadata _base;
    private TableMetadata _table;
    private int? _lastSchema,
        _lastSpec,
        _lastOrder;

    private MetadataChange(TableMetadata table, string? baseFile, DateTimeOffset now)
    {
        (_base, _table, _baseFile) = (table, table, baseFile);
        // Time never runs backwards within a table, whatever the clocks of its writers.
        _now = Math.Max(now.ToUnixTimeMilliseconds(), table.LastUpdatedMs);
    }

    /// <summary>Metadata after the updates.</summary>
    /// <param name="table">The table before; <see cref="Empty"/> for a new one.</param>
    /// <param name="metadataFile">The URI of the metadata file that holds <paramref name="table"/>, for the log; null for a new
    /// one.</param>
    /// <param name="updates">What to do.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="IcebergFormatException">An update contradicts the metadata; nothing is changed.</exception>
    public static TableMetadata Apply(
        TableMetadata table,
        string? metadataFile,
        IReadOnlyList<TableUpdate> updates,
        DateTimeOffset now
    )
    {
        var change = new MetadataChange(table, metadataFile, now);
        foreach (var update in updates)
            change.Apply(update);
        return change.Finish();
    }

    /// <summary>The metadata that the updates of a new table begin from.</summary>
    public static TableMetadata Empty(string location) =>
        new()
        {
            FormatVersion = TableMetadata.Version,
            TableUuid = Guid.NewGuid(),
            Location = location,
            LastUpdatedMs = 0,
            LastColumnId = 0,
            CurrentSchemaId = -1,
            DefaultSpecId = 0,
            PartitionSpecs = [PartitionSpec.None],
            SortOrders = [SortOrder.None],
        };

    private void Apply(TableUpdate update) =>
        _table = update switch
        {
            AssignUuid u => _table with { TableUuid = u.Uuid },
            UpgradeFormatVersion { FormatVersion: 1 or 2 } u when u.FormatVersion >= _table.FormatVersion => _table with
            {
                FormatVersion = u.FormatVersion,
            },
            UpgradeFormatVersion u => throw new IcebergFormatException(
                $"a table of version {_table.FormatVersion} cannot become one of version {u.FormatVersion}; versions 1 and 2 are known"
            ),
            AddSchema u => Add(u),
            SetCurrentSchema u => _table with
            {
                CurrentSchemaId = Known(u.SchemaId, _lastSchema, _table.Schemas.Select(s => s.SchemaId), "schema"),
            },
            AddSpec u => Add(u.Spec),
            SetDefaultSpec u => _table with
            {
                DefaultSpecId = Known(
                    u.SpecId,
                    _lastSpec,
                    _table.PartitionSpecs.Select(s => s.SpecId),
                    "partition spec"
                ),
            },
            AddSortOrder u => Add(u.SortOrder),
            SetDefaultSortOrder u => _table with
            {
                DefaultSortOrderId = Known(
                    u.SortOrderId,
                    _lastOrder,
                    _table.SortOrders.Select(s => s.OrderId),
                    "sort order"
                ),
            },
            AddSnapshot u => Add(u.Snapshot),
            SetSnapshotRef u => Point(u),
            RemoveSnapshots u => Remove(u.SnapshotIds.ToHashSet()),
            RemoveSnapshotRef u => Forget(u.RefName),
            SetLocation u => _table with { Location = u.Location.TrimEnd('/') },
            SetProperties u => Set(u.Updates),
            RemoveProperties u => _table with
            {
                Properties = _table.Properties.Where(p => !u.Removals.Contains(p.Key)).ToDictionary(),
            },
            SetStatistics u => _table with { Statistics = With(_table.Statistics, u.Statistics) },
            RemoveStatistics u => _table with { Statistics = Without(_table.Statistics, [u.SnapshotId]) },
            SetPartitionStatistics u => _table with
            {
                PartitionStatistics = With(_table.PartitionStatistics, u.PartitionStatistics),
            },
            RemovePartitionStatistics u => _table with
            {
                PartitionStatistics = Without(_table.PartitionStatistics, [u.SnapshotId]),
            },
            RemovePartitionSpecs u when u.SpecIds.Contains(_table.DefaultSpecId) => throw new IcebergFormatException(
                "the default partition spec cannot be removed"
            ),
            RemovePartitionSpecs u => _table with
            {
                PartitionSpecs = [.. _table.PartitionSpecs.Where(s => !u.SpecIds.Contains(s.SpecId))],
            },
            RemoveSchemas u when u.SchemaIds.Contains(_table.CurrentSchemaId) => throw new IcebergFormatException(
                "the current schema cannot be removed"
            ),
            RemoveSchemas u => _table with
            {
                Schemas = [.. _table.Schemas.Where(s => !u.SchemaIds.Contains(s.SchemaId))],
            },
            _ => throw new IcebergFormatException($"the update {update.GetType().Name} is not known"),
        };

    private TableMetadata Set(IReadOnlyDictionary<string, string> properties)
    {
        MetadataRules.Check(properties);
        return _table with
        {
            Properties = new Dictionary<string, string>([
                .. _table.Properties.Where(p => !properties.ContainsKey(p.Key)),
                .. properties,
            ]),
        };
    }

    private void RequireVersion(int version, bool isNeeded, string what)
    {
        if (isNeeded && _table.FormatVersion < version)
            throw new IcebergFormatException(
                $"{what} are of version {version} of the format, and the table is of version {_table.FormatVersion}"
            );
    }

    private TableMetadata Add(AddSchema update)
    {
        var lastColumn = Math.Max(_table.LastColumnId, Math.Max(update.LastColumnId ?? 0, update.Schema.HighestId));
        MetadataRules.Check(update.Schema);
        RequireVersion(3, update.Schema.NeedsVersion3, "default values, nanoseconds");
        if (_table.Schemas.FirstOrDefault(s => s.HasColumnsOf(update.Schema)) is { } same)
        {
            _lastSchema = same.SchemaId;
            return _table with { LastColumnId = lastColumn };
        }
        var added = update.Schema with
        {
            SchemaId = _table.Schemas.Count == 0 ? 0 : _table.Schemas.Max(s => s.SchemaId) + 1,
        };
        // Without a branch or tag there is no file that has to be read as the new columns.
        if (_table.Schemas.Count > 0 && _table.Refs.Count > 0)
            SchemaChange.Check(_table.Schema, added);
        _lastSchema = added.SchemaId;
        return _table with { Schemas = [.. _table.Schemas, added], LastColumnId = lastColumn };
    }

    private TableMetadata Add(PartitionSpec spec)
    {
        var last = _table.LastPartitionId;
        // A field that was there before keeps its id; a new one gets the next.
        var known = _table.PartitionSpecs.SelectMany(s => s.Fields).ToList();
        var fields = spec
            .Fields.Select(f =>
                f.FieldId > 0
                    ? f
                    : f with
                    {
                        FieldId =
                            known
                                .FirstOrDefault(k =>
                                    k.SourceId == f.SourceId && k.Transform == f.Transform && k.Name == f.Name
                                )
                                ?.FieldId
                            ?? ++last,
                    }
            )
            .ToList();
        MetadataRules.Check(spec with { Fields = fields }, _table.Schemas);
        if (_table.PartitionSpecs.FirstOrDefault(s => s.Fields.SequenceEqual(fields)) is { } same)
        {
            _lastSpec = same.SpecId;
            return _table;
        }
        // The spec without fields that every new table begins with gives way to the first real one.
        var specs =
            _table.Schemas.Count <= 1 && _table.Snapshots.Count == 0 && _table.PartitionSpecs is [{ Fields.Count: 0 }]
                ? []
                : _table.PartitionSpecs;
        var added = new PartitionSpec(specs.Count == 0 ? 0 : specs.Max(s => s.SpecId) + 1, fields);
        _lastSpec = added.SpecId;
        return _table with
        {
            PartitionSpecs = [.. specs, added],
            LastPartitionId = fields.Select(f => f.FieldId).Append(last).Max(),
        };
    }

    private TableMetadata Add(SortOrder order)
    {
        MetadataRules.Check(order, _table.Schemas.First(s => s.SchemaId == (_lastSchema ?? _table.CurrentSchemaId)));
        if (_table.SortOrders.FirstOrDefault(o => o.Fields.SequenceEqual(order.Fields)) is { } same)
        {
            _lastOrder = same.OrderId;
            return _table;
        }
        _lastOrder = _table.SortOrders.Max(o => o.OrderId) + 1;
        return _table with { SortOrders = [.. _table.SortOrders, order with { OrderId = _lastOrder.Value }] };
    }

    private TableMetadata Add(Snapshot snapshot)
    {
        if (_table.FormatVersion > TableMetadata.Version)
            throw new IcebergFormatException(
                $"tables of version {_table.FormatVersion} of the format are read here and not written"
            );
        if (_table.Find(snapshot.SnapshotId) is not null)
            throw new IcebergFormatException($"there is a snapshot {snapshot.SnapshotId} already");
        MetadataRules.Check(snapshot, _table);
        if (
            _table.FormatVersion > 1
            && snapshot.ParentSnapshotId is not null
            && snapshot.SequenceNumber <= _table.LastSequenceNumber
        )
            throw new IcebergFormatException(
                $"the sequence number {snapshot.SequenceNumber} is not above the table's {_table.LastSequenceNumber}"
            );
        return _table with
        {
            Snapshots = [.. _table.Snapshots, snapshot],
            LastSequenceNumber = Math.Max(_table.LastSequenceNumber, snapshot.SequenceNumber),
        };
    }

    private TableMetadata Point(SetSnapshotRef update)
    {
        MetadataRules.Check(update);
        if (_table.Find(update.SnapshotId) is null)
            throw new IcebergFormatException(
                $"{update.RefName} points to a snapshot that there is not: {update.SnapshotId}"
            );
        var refs = new Dictionary<string, SnapshotRef>(_table.Refs)
        {
            [update.RefName] = new(update.SnapshotId, update.Type) { Others = update.Others },
        };
        return update.RefName != SnapshotRef.Main
            ? _table with
            {
                Refs = refs,
            }
            : _table with
            {
                Refs = refs,
                CurrentSnapshotId = update.SnapshotId,
                SnapshotLog = [.. _table.SnapshotLog, new SnapshotLogEntry(update.SnapshotId, _now)],
            };
    }

    private TableMetadata Remove(HashSet<long> ids)
    {
        if (_table.Refs.FirstOrDefault(r => ids.Contains(r.Value.SnapshotId)) is { Key: { } name })
            throw new IcebergFormatException($"the snapshot of {name} cannot be removed");
        // What is said of the past must be the whole past: the log begins after the last entry that is gone.
        var log = _table.SnapshotLog.Reverse().TakeWhile(e => !ids.Contains(e.SnapshotId)).Reverse().ToList();
        return _table with
        {
            Snapshots = [.. _table.Snapshots.Where(s => !ids.Contains(s.SnapshotId))],
            SnapshotLog = log,
            Statistics = Without(_table.Statistics, ids),
            PartitionStatistics = Without(_table.PartitionStatistics, ids),
        };
    }

    private List<StatisticsFile> With(IReadOnlyList<StatisticsFile>? files, StatisticsFile added) =>
        _table.Find(added.SnapshotId) is null
            ? throw new IcebergFormatException($"statistics are about a snapshot that there is not: {added.SnapshotId}")
            : [.. Without(files, [added.SnapshotId]) ?? [], added];

    private static IReadOnlyList<StatisticsFile>? Without(IReadOnlyList<StatisticsFile>? files, HashSet<long> ids) =>
        files?.Where(f => !ids.Contains(f.SnapshotId)).ToList();

    private TableMetadata Forget(string name)
    {
        var refs = _table.Refs.Where(r => r.Key != name).ToDictionary();
        return name == SnapshotRef.Main
            ? _table with
            {
                Refs = refs,
                CurrentSnapshotId = null,
            }
            : _table with
            {
                Refs = refs,
            };
    }

    private TableMetadata Finish()
    {
        if (_table.Schemas.All(s => s.SchemaId != _table.CurrentSchemaId))
            throw new IcebergFormatException("the table has no current schema");
        var log = _baseFile is null
            ? _table.MetadataLog
            : [.. _table.MetadataLog.TakeLast(LongestLog - 1), new MetadataLogEntry(_baseFile, _base.LastUpdatedMs)];
        // What a first version lacks is filled in when it is read: it is written as the second.
        var version = Math.Max(_table.FormatVersion, TableMetadata.Version);
        return _table with { FormatVersion = version, LastUpdatedMs = _now, MetadataLog = log };
    }

    private static int Known(int id, int? last, IEnumerable<int> known, string what)
    {
        var wanted = id == -1 ? last ?? throw new IcebergFormatException($"no {what} was added in this commit") : id;
        return known.Contains(wanted) ? wanted : throw new IcebergFormatException($"there is no {what} {wanted}");
    }
}
