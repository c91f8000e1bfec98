using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>A table that is changed at random, by this platform and as others do, beside a plain one in memory.</summary>
internal sealed class TableHistory : IAsyncDisposable
{
    private static readonly string[] Names = ["c", "a b", "a-b", "q?", "é", "x.y", "1"];

    private readonly TestLake _lake;
    private readonly Random _random;
    private readonly TableModel _model = new();
    private readonly Dictionary<long, string[]> _past = [];
    private TableName _table = TableName.Parse("refined.t");
    private long _lastId;
    private int _names;

    private TableHistory(TestLake lake, int seed) => (_lake, _random) = (lake, new Random(seed));

    private ForeignWriter Writer => new(_lake, _table);

    public static async Task<TableHistory> BeginAsync(PostgresFixture postgres, int seed)
    {
        var history = new TableHistory(await TestLake.CreateAsync(postgres), seed);
        var number = new PrimitiveType("int");
        await history._lake.Catalog.CreateAsync(
            history._table,
            new NewTable(
                new IcebergSchema(
                    0,
                    [
                        new NestedField(1, "id", false, new PrimitiveType("long")),
                        new NestedField(2, "n", false, number),
                        new NestedField(
                            3,
                            "s",
                            false,
                            new StructType([
                                new NestedField(4, "x", false, number),
                                new NestedField(5, "y", false, new PrimitiveType("string")),
                            ])
                        ),
                    ]
                )
            ),
            default
        );
        await history.AppendAsync();
        return history;
    }

    /// <summary>Makes one change and says which.</summary>
    public async Task<string> ChangeAsync()
    {
        var (name, change) = _random.Next(20) switch
        {
            0 or 1 or 2 => ("append here", AppendAsync),
            3 or 4 or 5 => ("append elsewhere", AppendElsewhereAsync),
            6 or 7 => ("delete by place", DeleteByPlaceAsync),
            8 or 9 => ("delete by value", DeleteByValueAsync),
            10 => ("add a column", AddAsync),
            11 => ("rename a column", RenameColumnAsync),
            12 => ("drop a column", DropAsync),
            13 => ("widen a column", WidenAsync),
            14 => ("change a field of the struct", ChangeStructAsync),
            15 => ("compact", CompactAsync),
            16 => ("expire and sweep", ExpireAsync),
            17 => ("expire elsewhere", ExpireElsewhereAsync),
            18 => ("partition", PartitionAsync),
            _ => ("rename", (Func<Task>)RenameAsync),
        };
        await change();
        return name;
    }

    /// <summary>Holds the table against the plain one, and a point in its past against what it was then.</summary>
    public async Task RequireEqualAsync(string after)
    {
        var current = (await _lake.Lake.Tables.FindCurrentAsync(_table))!;
        var schema = (await Writer.LoadAsync()).Metadata.Schema;
        var (expected, rows) = (_model.Read(schema), await RowsAsync(current));
        Assert.True(
            Same(expected, rows),
            $"{after}\nmissing: {string.Join(' ', expected.Except(rows).Take(3))}\ntoo many: {string.Join(' ', rows.Except(expected).Take(3))}"
        );
        _past.TryAdd(current.Id, expected); // Columns that change without a snapshot are not of that one.
        var then = _past.Keys.ElementAt(_random.Next(_past.Count));
        try
        {
            var past = (await _lake.Lake.Tables.FindAsync(then))!;
            var read = await RowsAsync(past);
            Assert.True(
                then == current.Id || Same(_past[then], read),
                $"{after}, snapshot {then}\nwas {string.Join(' ', _past[then].Take(3))}\nis {string.Join(' ', read.Take(3))}"
            );
        }
        catch (SnapshotExpiredException)
        {
            _past.Remove(then);
        }
    }

    /// <summary>
    /// Holds the table as a reader of somebody else's has it against the plain one; compacted, since that one compares paths of
    /// deletes by their text.
    /// </summary>
    public async Task RequireEqualElsewhereAsync()
    {
        await CompactAsync();
        var (_, location) = await Writer.LoadAsync();
        Assert.Equal(_model.Rows.Keys, (await Icebird.ReadAsync(location)).Select(r => (long)r!["id"]!).Order());
    }

    public ValueTask DisposeAsync() => _lake.DisposeAsync();

    private static bool Same(IReadOnlyList<string> expected, IReadOnlyList<string> rows) =>
        expected.SequenceEqual(rows);

    private async Task<string[]> RowsAsync(TableSnapshot snapshot)
    {
        await using var job = _lake.Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        await job.AttachTableAsync(snapshot, "t");
        return
        [
            .. (await job.QueryAsync("SELECT to_json(t)::VARCHAR FROM t ORDER BY id")).Rows.Select(r => (string)r[0]!),
        ];
    }

    private async Task<string> NewRowsAsync()
    {
        var schema = (await Writer.LoadAsync()).Metadata.Schema;
        List<Dictionary<int, object?>> rows = [];
        for (var n = _random.Next(1, 6); n > 0; n--)
        {
            var row = schema.Fields.ToDictionary(f => f.Id, f => TableModel.Value(f.Type, _random));
            row[1] = ++_lastId;
            _model.Rows[_lastId] = row;
            rows.Add(row);
        }
        return TableModel.Query(schema, rows);
    }

    private async Task AppendAsync() => await _lake.PublishAsync(_table.ToString(), await NewRowsAsync(), append: true);

    private async Task AppendElsewhereAsync()
    {
        var writer = Writer;
        var (file, rows) = await writer.WriteAsync(await NewRowsAsync(), (await writer.LoadAsync()).Metadata.Schema);
        await writer.AddAsync(FileContent.Data, file with { Rows = rows, Path = Spelled(file.Path) });
    }

    private async Task DeleteByPlaceAsync()
    {
        var (metadata, _) = await Writer.LoadAsync();
        var reader = new TableReader(_lake.Lake.Objects);
        List<ManifestEntry> files = [];
        foreach (var manifest in await reader.ManifestsAsync(metadata.Current!, default))
            if (manifest.Content == FileContent.Data)
                files.AddRange((await reader.EntriesAsync(manifest, false, default)).Where(e => e.IsLive));
        if (files.Count == 0)
            return;
        var path = files[_random.Next(files.Count)].File.Path;
        await using var job = _lake.Lake.OpenJob();
        var local = await job.FetchAsync(_lake.Lake.Objects.KeyOf(path));
        var rows = (
            await job.QueryAsync(
                $"SELECT id, file_row_number FROM read_parquet({Sql.Literal(local)}, file_row_number = true)"
            )
        )
            .Rows.Where(_ => _random.Next(3) == 0)
            .ToList();
        if (rows.Count == 0)
            return;
        foreach (var row in rows)
            _model.Rows.Remove((long)row[0]!);
        var places = string.Join(", ", rows.Select(r => $"({r[1]})"));
        await Writer.DeleteAsync(
            FileContent.PositionDeletes,
            $"SELECT {Sql.Literal(Spelled(path))} AS file_path, p::BIGINT AS pos FROM (VALUES {places}) v(p) ORDER BY p",
            rows.Count
        );
    }

    private async Task DeleteByValueAsync()
    {
        var ids = _model.Rows.Keys.Where(_ => _random.Next(4) == 0).ToList();
        if (ids.Count == 0)
            return;
        foreach (var id in ids)
            _model.Rows.Remove(id);
        await Writer.DeleteAsync(
            FileContent.EqualityDeletes,
            $"SELECT i::BIGINT AS id FROM (VALUES {string.Join(", ", ids.Select(i => $"({i})"))}) v(i)",
            ids.Count,
            [1]
        );
    }

    private Task AddAsync() =>
        EvolveAsync(
            (fields, next) =>
                [
                    .. fields,
                    new NestedField(next, NewName(), false, new PrimitiveType(_random.Next(2) == 0 ? "int" : "string")),
                ]
        );

    private Task RenameColumnAsync() =>
        EvolveAsync((fields, _) => With(fields, Any(fields), f => f with { Name = NewName() }));

    private Task DropAsync() =>
        EvolveAsync((fields, _) => fields.Count < 4 ? fields : [.. fields.Where((_, i) => i != Any(fields) || i < 1)]);

    private Task WidenAsync() =>
        EvolveAsync(
            (fields, _) =>
                With(
                    fields,
                    Any(fields),
                    f => f.Type is PrimitiveType { Name: "int" } ? f with { Type = new PrimitiveType("long") } : f
                )
        );

    // Its first field stays, so that a file always tells whether the struct is there.
    private Task ChangeStructAsync() =>
        EvolveAsync(
            (fields, next) =>
            {
                var at = fields.ToList().FindIndex(f => f.Type is StructType);
                if (at < 0)
                    return fields;
                var inner = ((StructType)fields[at].Type).Fields;
                var changed = _random.Next(4) switch
                {
                    0 => With(inner, _random.Next(inner.Count), f => f with { Name = NewName() }),
                    1 when inner.Count > 2 => [.. inner.Where((_, i) => i != inner.Count - 1)],
                    2 => [inner[0], .. inner.Skip(1).Reverse()],
                    _ => [.. inner, new NestedField(next, NewName(), false, new PrimitiveType("string"))],
                };
                return With(fields, at, f => f with { Type = new StructType(changed) });
            }
        );

    private async Task EvolveAsync(Func<IReadOnlyList<NestedField>, int, IReadOnlyList<NestedField>> change)
    {
        var (metadata, _) = await Writer.LoadAsync();
        var fields = change(metadata.Schema.Fields, metadata.LastColumnId + 1);
        await CommitAsync(new AddSchema(metadata.Schema with { Fields = fields }), new SetCurrentSchema(-1));
    }

    private Task PartitionAsync() =>
        CommitAsync(
            new AddSpec(
                new PartitionSpec(
                    0,
                    _random.Next(2) == 0 ? [] : [new PartitionField(1, "id_bucket", $"bucket[{_random.Next(2, 5)}]")]
                )
            ),
            new SetDefaultSpec(-1)
        );

    private Task CompactAsync() =>
        new CompactTable(_lake.Lake).RunAsync(new CompactOptions(_table), StepContext.Standalone("compact"));

    private async Task ExpireAsync()
    {
        await new ExpireSnapshots(_lake.Lake, TimeProvider.System).RunAsync(
            new ExpireSnapshotsOptions { OlderThan = TimeSpan.Zero, Keep = _random.Next(1, 4) }
        );
        await new SweepOrphans(_lake.Lake, TimeProvider.System).RunAsync(
            new SweepOptions { OlderThan = TimeSpan.Zero }
        );
    }

    private async Task ExpireElsewhereAsync()
    {
        var (metadata, _) = await Writer.LoadAsync();
        var gone = metadata
            .Snapshots.Select(s => s.SnapshotId)
            .Where(id => id != metadata.CurrentSnapshotId && _random.Next(2) == 0)
            .ToList();
        await CommitAsync(new RemoveSnapshots(gone));
    }

    private async Task RenameAsync()
    {
        var to = TableName.Parse($"{(_random.Next(2) == 0 ? "refined" : "presentation")}.t{++_names}");
        await _lake.Catalog.RenameAsync(_table, to, default);
        _table = to;
    }

    private Task CommitAsync(params TableUpdate[] updates) =>
        _lake.Catalog.CommitAsync([new TableChange(_table, [], updates)], default);

    // Hadoop writes "file:/a", others "file:///a": it means the same.
    private string Spelled(string uri) =>
        _random.Next(2) == 0 ? uri : "file:" + uri["file:".Length..].TrimStart('/').Insert(0, "/");

    private string NewName() => Names[_random.Next(Names.Length)] + (++_names).ToString(CultureInfo.InvariantCulture);

    private int Any(IReadOnlyList<NestedField> fields) => _random.Next(1, fields.Count);

    private static List<NestedField> With(
        IReadOnlyList<NestedField> fields,
        int index,
        Func<NestedField, NestedField> change
    ) => [.. fields.Select((f, i) => i == index ? change(f) : f)];
}
