using Dapper;
using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Locations;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>
/// The lake's tables as other engines load and change them; names that are views are no tables. Whatever they commit is in the
/// same index that steps read by.
/// </summary>
public sealed class IcebergCatalog(Lake lake, TimeProvider time)
{
    private const string FormatVersion = "format-version";

    /// <summary>The names of a zone's tables.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string zone, CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<string>(
                "SELECT name FROM lake.lake_table WHERE zone = @zone AND (zone, name) NOT IN (SELECT zone, name FROM lake.lake_view) ORDER BY name",
                new { zone }
            )
        ).AsList();
    }

    /// <summary>A table's metadata as JSON, just as it is kept, and the URI of its file.</summary>
    /// <exception cref="NoSuchTableException">There is none.</exception>
    public async Task<(string Metadata, string Location)> LoadAsync(
        TableName table,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<(string Metadata, string Location)?>(
            "SELECT metadata::text, metadata_location FROM lake.lake_table WHERE zone = @Zone AND name = @Name AND (zone, name) NOT IN (SELECT zone, name FROM lake.lake_view)",
            new { table.Zone, table.Name }
        );
        return row ?? throw new NoSuchTableException(table);
    }

    /// <summary>What a new table's metadata would be; a later commit that requires the table not to exist makes it.</summary>
    /// <exception cref="IcebergFormatException">There can be no such table.</exception>
    public async Task<TableMetadata> StageAsync(TableName table, NewTable wanted, CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var metadata = New(table, wanted);
        await new TableLocations(lake.Objects, connection).RequireAsync(table, metadata.Location);
        // Who names the folder finds it as it was: some engines refuse one that is there.
        if (wanted.Location is null && lake.Objects is LocalDiskObjectStore disk)
            disk.PrepareTable(lake.Objects.KeyOf(metadata.Location));
        return metadata;
    }

    private TableMetadata New(TableName table, NewTable wanted)
    {
        if (wanted.Properties.GetValueOrDefault(FormatVersion) is { } version and not "2")
            throw new IcebergFormatException(
                $"tables are made in version 2 of the format, and {FormatVersion} asks for {version}",
                table.ToString()
            );
        var (schema, spec, order) = FreshIds.Of(wanted);
        List<TableUpdate> updates =
        [
            new AddSchema(schema),
            new SetCurrentSchema(-1),
            new AddSpec(spec),
            new SetDefaultSpec(-1),
            new SetProperties(wanted.Properties),
            // It is said elsewhere in the metadata.
            new RemoveProperties([FormatVersion]),
        ];
        if (order.Fields.Count > 0)
            updates.AddRange([new AddSortOrder(order), new SetDefaultSortOrder(-1)]);
        var empty = MetadataChange.Empty(wanted.Location?.TrimEnd('/') ?? "");
        if (wanted.Location is null)
            empty = empty with { Location = NewFolder(table, empty.TableUuid) };
        return MetadataChange.Apply(empty, null, updates, time.GetUtcNow());
    }

    /// <summary>Makes a table without a snapshot.</summary>
    /// <exception cref="TableExistsException">The name is taken.</exception>
    public async Task<TableDocument> CreateAsync(TableName table, NewTable wanted, CancellationToken cancellationToken)
    {
        var metadata = New(table, wanted);
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        var index = new TableIndex(transaction.Connection, table);
        if (await index.LockAsync() is not null || await ViewCatalog.HasAsync(transaction.Connection, table))
            throw new TableExistsException(table);
        await new TableLocations(lake.Objects, transaction.Connection).RequireAsync(table, metadata.Location);
        var location = await WriteAsync(metadata, cancellationToken);
        await index.SetAsync(null, new CommittedTable(metadata, location));
        await transaction.CommitAsync(cancellationToken);
        return new TableDocument(metadata, location);
    }

    /// <summary>
    /// Makes a table of a metadata file that another engine wrote into the table's folder, with the history of its branch main.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="metadataLocation">The URI of the metadata file, plain or compressed with gzip.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TableExistsException">The name is taken.</exception>
    /// <exception cref="IcebergFormatException">The file is no metadata of a table in this folder, or names files that are not
    /// read here.</exception>
    /// <exception cref="ObjectNotFoundException">A file that the table needs is not there.</exception>
    public async Task<TableDocument> RegisterAsync(
        TableName table,
        string metadataLocation,
        CancellationToken cancellationToken
    )
    {
        var metadata = await new TableReader(lake.Objects).MetadataAsync(metadataLocation, cancellationToken);
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        var index = new TableIndex(transaction.Connection, table);
        if (await index.LockAsync() is not null || await ViewCatalog.HasAsync(transaction.Connection, table))
            throw new TableExistsException(table);
        await new TableLocations(lake.Objects, transaction.Connection).RequireAsync(table, metadata.Location);
        var after = new CommittedTable(metadata, metadataLocation);
        (long? SnapshotId, CommittedTable Table)? parent = null;
        foreach (var state in await HistoryAsync(metadata, cancellationToken))
        {
            var then = after with { Metadata = state };
            parent = (await PublishAsync(index, parent, then, cancellationToken), then);
        }
        await index.SetAsync(parent?.SnapshotId, after);
        await transaction.CommitAsync(cancellationToken);
        return new TableDocument(metadata, metadataLocation);
    }

    /// <summary>Changes tables, all of them or none.</summary>
    /// <exception cref="CommitConflictException">A requirement does not hold.</exception>
    /// <exception cref="NoSuchTableException">There is no such table, and the commit does not make it.</exception>
    /// <exception cref="IcebergFormatException">An update contradicts the table, or names files outside of its
    /// folder.</exception>
    public async Task<IReadOnlyList<TableDocument>> CommitAsync(
        IReadOnlyList<TableChange> changes,
        CancellationToken cancellationToken
    )
    {
        // JSON has nulls where the types have none.
        if (changes.Any(c => c.Requirements.Concat<object?>(c.Updates).Contains(null)))
            throw new IcebergFormatException("an update or a requirement is null", changes[0].Table.ToString());
        var documents = new Dictionary<TableName, TableDocument>();
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        // Always in one order: commits of several tables then wait for each other instead of for ever.
        foreach (var change in changes.OrderBy(c => c.Table.ToString(), StringComparer.Ordinal))
            documents[change.Table] = await CommitAsync(transaction, change, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. changes.Select(c => documents[c.Table])];
    }

    /// <summary>Takes a table out of the catalogue; its files stay until they are swept.</summary>
    /// <exception cref="NoSuchTableException">There is none.</exception>
    public async Task DropAsync(TableName table, CancellationToken cancellationToken)
    {
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        var index = new TableIndex(transaction.Connection, table);
        if (await index.LockAsync() is null || await ViewCatalog.HasAsync(transaction.Connection, table))
            throw new NoSuchTableException(table);
        await index.DropAsync();
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Gives a table another name. Its folder stays its own: nothing is moved, and nobody else gets it.</summary>
    /// <exception cref="NoSuchTableException">There is no such table.</exception>
    /// <exception cref="TableExistsException">The new name is taken.</exception>
    public async Task RenameAsync(TableName from, TableName to, CancellationToken cancellationToken)
    {
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        foreach (var table in new[] { from, to }.OrderBy(t => t.ToString(), StringComparer.Ordinal))
        {
            var found = await new TableIndex(transaction.Connection, table).LockAsync();
            var isView = await ViewCatalog.HasAsync(transaction.Connection, table);
            if (table == to && (found is not null || isView))
                throw new TableExistsException(to);
            if (table == from && (isView || found is null))
                throw new NoSuchTableException(from);
        }
        var names = new
        {
            from.Zone,
            from.Name,
            ToZone = to.Zone,
            ToName = to.Name,
        };
        foreach (var relation in new[] { "lake_table", "snapshot", "data_file" })
            await transaction.Connection.ExecuteAsync(
                $"UPDATE lake.{relation} SET zone = @ToZone, name = @ToName WHERE zone = @Zone AND name = @Name",
                names
            );
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<TableDocument> CommitAsync(
        MetadataTransaction transaction,
        TableChange change,
        CancellationToken cancellationToken
    )
    {
        var index = new TableIndex(transaction.Connection, change.Table);
        var current = await index.LockAsync();
        if (await ViewCatalog.HasAsync(transaction.Connection, change.Table))
            throw current is null ? new TableExistsException(change.Table) : new NoSuchTableException(change.Table);
        if (current is null && !change.Requirements.Any(r => r is AssertCreate))
            throw new NoSuchTableException(change.Table);
        foreach (var requirement in change.Requirements)
        {
            if (requirement.Breach(current?.Table.Metadata) is { } breach)
                throw new CommitConflictException(change.Table, breach);
        }
        var before = current?.Table;
        var metadata = MetadataChange.Apply(
            before?.Metadata ?? Empty(change.Table),
            before?.Location,
            change.Updates,
            time.GetUtcNow()
        );
        if (metadata.Location != before?.Metadata.Location)
            await new TableLocations(lake.Objects, transaction.Connection).RequireAsync(
                change.Table,
                metadata.Location
            );
        foreach (var added in change.Updates.OfType<AddSnapshot>())
            RequireOwn(metadata, added.Snapshot.ManifestList);
        var after = new CommittedTable(metadata, await WriteAsync(metadata, cancellationToken));
        if (metadata.CurrentSnapshotId == before?.Metadata.CurrentSnapshotId)
            await index.SetAsync(current?.SnapshotId, after);
        else
            await PublishAsync(index, current, after, cancellationToken);
        await ForgetAsync(transaction, change.Table, before?.Metadata, metadata);
        return new TableDocument(metadata, after.Location);
    }

    // What another engine expired is past: its files may be gone.
    private static async Task ForgetAsync(
        MetadataTransaction transaction,
        TableName table,
        TableMetadata? before,
        TableMetadata after
    )
    {
        var gone = before?.Snapshots.Select(s => s.SnapshotId).Where(id => after.Find(id) is null).ToHashSet() ?? [];
        if (gone.Count == 0)
            return;
        var rows = new SnapshotRows(transaction.Connection, table);
        await rows.ExpireAsync([.. (await rows.ListAsync()).Where(s => gone.Contains(s.IcebergId)).Select(s => s.Id)]);
    }

    // The states of the branch main that can still be read, the oldest first, each with the schema of then; the last is the
    // present.
    private async Task<List<TableMetadata>> HistoryAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        List<TableMetadata> states = [];
        for (var snapshot = metadata.Current; snapshot is not null; )
        {
            var state = metadata with { CurrentSnapshotId = snapshot.SnapshotId };
            if (states.Count > 0)
            {
                if (metadata.Schemas.Any(s => s.SchemaId == snapshot.SchemaId))
                    state = state with { CurrentSchemaId = snapshot.SchemaId!.Value };
                try
                {
                    var (files, deletes) = await LiveAsync(null, state, snapshot, cancellationToken);
                    var all = files.Select(f => (f.Key, f.Bytes)).Concat(deletes.Select(d => (d.Key, d.Bytes)));
                    await ForeignFiles.RequireThereAsync(lake.Objects, all, cancellationToken);
                }
                catch (Exception e) when (e is IcebergFormatException or ObjectNotFoundException)
                {
                    break; // What an engine expired, or wrote in another format, is past all reading.
                }
            }
            states.Insert(0, state);
            snapshot = snapshot.ParentSnapshotId is { } parent ? metadata.Find(parent) : null;
        }
        return states;
    }

    private async Task<long?> PublishAsync(
        TableIndex index,
        (long? SnapshotId, CommittedTable Table)? current,
        CommittedTable after,
        CancellationToken cancellationToken
    )
    {
        var id = await index.NextIdAsync();
        if (after.Metadata.Current is not { } snapshot)
        {
            await index.RemoveAsync(id);
            await index.SetAsync(null, after);
            return null;
        }
        var (files, deletes) = await LiveAsync(current?.Table.Metadata, after.Metadata, snapshot, cancellationToken);
        ForeignFiles.RequireOnce(files, deletes);
        var live = files.Select(f => f.Key).Concat(deletes.Select(d => d.Key)).ToHashSet();
        var known = await index.FilesAsync();
        await RequireOwnAsync(index, after.Metadata, [.. live.Where(k => !known.ContainsKey(k))]);
        await ForeignFiles.RequireThereAsync(
            lake.Objects,
            files
                .Select(f => (f.Key, f.Bytes))
                .Concat(deletes.Select(d => (d.Key, d.Bytes)))
                .Where(f => !known.ContainsKey(f.Key)),
            cancellationToken
        );

        var schema = after
            .Metadata.Schema.Fields.Select(f => new FieldSchema(f.Name, ColumnTypes.Sql(f.Type), f.Doc))
            .ToList();
        await index.PublishAsync(
            id,
            current?.SnapshotId,
            Guid.CreateVersion7(),
            $"iceberg {snapshot.SnapshotId}",
            schema,
            after
        );
        await index.RemoveAsync(id, [.. known.Where(k => !live.Contains(k.Key)).Select(k => k.Value)]);
        await index.AddAsync(
            id,
            [.. files.Where(f => !known.ContainsKey(f.Key))],
            [.. deletes.Where(d => !known.ContainsKey(d.Key))],
            cancellationToken
        );
        return id;
    }

    private async Task<(List<DataFile> Files, List<DeleteFile> Deletes)> LiveAsync(
        TableMetadata? before,
        TableMetadata after,
        Snapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var reader = new TableReader(lake.Objects);
        var (files, deletes) = (new List<DataFile>(), new List<DeleteFile>());
        var manifests = await reader.ManifestsAsync(snapshot, cancellationToken);
        if (manifests.Any(m => !IsInside(after, m.Path)))
        {
            var kept = before?.Current is { } parent ? await reader.ManifestsAsync(parent, cancellationToken) : [];
            foreach (var manifest in manifests.ExceptBy(kept.Select(m => m.Path), m => m.Path))
                RequireOwn(after, manifest.Path);
        }
        foreach (var manifest in manifests)
        {
            foreach (
                var entry in (await reader.EntriesAsync(manifest, withStatistics: false, cancellationToken)).Where(e =>
                    e.IsLive
                )
            )
            {
                var key = lake.Objects.KeyOf(entry.File.Path);
                if (entry.File.Format != "PARQUET")
                    throw new IcebergFormatException(
                        $"files in {entry.File.Format} are not read here; write Parquet",
                        entry.File.Path
                    );
                var partition = new FilePartition(manifest.SpecId, entry.File.Partition);
                if (entry.File.Content == FileContent.Data)
                    files.Add(
                        new DataFile(key, entry.File.Rows, entry.File.Bytes)
                        {
                            Sequence = entry.SequenceNumber ?? 0,
                            Partition = partition,
                            Location = entry.File.Path == lake.Objects.UriOf(key) ? null : entry.File.Path,
                        }
                    );
                else
                    deletes.Add(
                        new DeleteFile(
                            key,
                            entry.File.Rows,
                            entry.SequenceNumber ?? 0,
                            entry.File.Content == FileContent.EqualityDeletes ? entry.File.EqualityIds ?? [] : null
                        )
                        {
                            Partition = partition,
                            Bytes = entry.File.Bytes,
                        }
                    );
            }
        }
        return (files, deletes);
    }

    // Who may write one table must not make it show another one's files. What was its own under an earlier name stays its own.
    private async Task RequireOwnAsync(TableIndex index, TableMetadata metadata, string[] keys)
    {
        var (own, others) = await index.OwnersAsync(keys);
        foreach (var key in keys.Where(k => !own.Contains(k)))
        {
            var uri = lake.Objects.UriOf(key);
            RequireOwn(metadata, uri);
            if (others.Contains(key))
                throw new IcebergFormatException("the file is another table's", uri);
        }
    }

    private void RequireOwn(TableMetadata metadata, string uri)
    {
        if (!IsInside(metadata, uri))
            throw new IcebergFormatException($"the file is not in the table's folder {metadata.Location}", uri);
    }

    private bool IsInside(TableMetadata metadata, string uri) =>
        lake.Objects.KeyOf(uri).StartsWith(lake.Objects.KeyOf(metadata.Location) + '/', StringComparison.Ordinal);

    private TableMetadata Empty(TableName table)
    {
        var empty = MetadataChange.Empty("");
        return empty with { Location = NewFolder(table, empty.TableUuid) };
    }

    private string NewFolder(TableName table, Guid uuid) => lake.Objects.UriOf(TableFolder.New(table, uuid));

    private async Task<string> WriteAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        await using var files = MetadataFiles.Of(lake.Objects, metadata);
        var location = await files.AddAsync(metadata, cancellationToken);
        await files.CommitAsync(cancellationToken);
        return location;
    }
}
