using System.Globalization;
using Penstock.Iceberg;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Manifests;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>What the catalogue refuses, since other clients could not load the table afterwards.</summary>
public sealed class CatalogRulesTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Theory]
    [InlineData("""{"action": "set-properties", "updates": {"a": null}}""", "property a is null")]
    [InlineData(
        """{"action": "set-snapshot-ref", "ref-name": "main", "type": "tag", "snapshot-id": 1}""",
        "main is a branch"
    )]
    [InlineData(
        """{"action": "set-snapshot-ref", "ref-name": "x", "type": "twig", "snapshot-id": 1}""",
        "known are branch and tag"
    )]
    [InlineData(
        """{"action": "add-schema", "schema": {"type": "struct", "fields": [{"id": 1, "name": "a", "required": false, "type": "int"}, {"id": 2, "name": "A", "required": false, "type": "int"}]}}""",
        "a and A have one name"
    )]
    [InlineData(
        """{"action": "add-schema", "schema": {"type": "struct", "fields": [{"id": 1, "name": "s", "required": false, "type": {"type": "struct", "fields": [{"id": 3, "name": "x", "required": false, "type": "int"}, {"id": 4, "name": "x", "required": false, "type": "int"}]}}]}}""",
        "s.x and s.x have one name"
    )]
    [InlineData(
        """{"action": "add-schema", "schema": {"type": "struct", "fields": [{"id": 1, "name": "a", "required": false, "type": "int"}, {"id": 2, "name": "b", "required": false, "type": "int", "initial-default": 7}]}}""",
        "default values, nanoseconds are of version 3"
    )]
    [InlineData(
        """{"action": "add-spec", "spec": {"fields": [{"source-id": 1, "name": "p", "transform": "zorder"}]}}""",
        "the transform 'zorder'"
    )]
    [InlineData(
        """{"action": "add-spec", "spec": {"fields": [{"source-id": 1, "name": "p", "transform": "hour"}]}}""",
        "hour does not take column a"
    )]
    [InlineData(
        """{"action": "add-spec", "spec": {"fields": [{"source-id": 9, "name": "p", "transform": "identity"}]}}""",
        "a column that there is not: 9"
    )]
    [InlineData(
        """{"action": "add-sort-order", "sort-order": {"fields": [{"source-id": 1, "transform": "identity", "direction": "up", "null-order": "nulls-first"}]}}""",
        "goes 'up'"
    )]
    [InlineData(
        """{"action": "add-snapshot", "snapshot": {"snapshot-id": 77, "parent-snapshot-id": 76, "sequence-number": 9, "timestamp-ms": 1, "manifest-list": "x", "summary": {"operation": "append"}}}""",
        "made from 76, which the table does not have"
    )]
    [InlineData(
        """{"action": "add-snapshot", "snapshot": {"snapshot-id": 77, "sequence-number": 9, "timestamp-ms": 1, "manifest-list": "x", "schema-id": 5, "summary": {"operation": "append"}}}""",
        "the schema 5, which the table does not have"
    )]
    [InlineData(
        """{"action": "set-statistics", "statistics": {"snapshot-id": 5, "statistics-path": "x", "file-size-in-bytes": 1, "file-footer-size-in-bytes": 1, "blob-metadata": []}}""",
        "a snapshot that there is not: 5"
    )]
    [InlineData("""{"action": "upgrade-format-version", "format-version": 3}""", "cannot become one of version 3")]
    [InlineData("""{"action": "set-location", "location": "file:///elsewhere/t"}""", "inside of")]
    public async Task An_update_that_breaks_the_table_for_others_is_refused_with_the_reason(
        string update,
        string reason
    )
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS a");
        var before = await lake.Catalog.LoadAsync(Table, default);

        var error = await Assert.ThrowsAsync<IcebergFormatException>(() =>
            lake.Catalog.CommitAsync([new TableChange(Table, [], [IcebergJson.Read<TableUpdate>(update)])], default)
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await lake.Catalog.LoadAsync(Table, default));
    }

    [Fact]
    public async Task Files_that_are_missing_cut_or_named_twice_are_refused()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS a");
        var writer = new ForeignWriter(lake, Table);
        var (file, rows) = await writer.WriteAsync(
            "SELECT 2::INTEGER AS a",
            (await writer.LoadAsync()).Metadata.Schema
        );
        var right = file with { Rows = rows };

        await RefusedAsync(right with { Path = right.Path + ".gone" }, "is not there");
        await RefusedAsync(right with { Bytes = right.Bytes + 1 }, "its manifest says");
        await RefusedAsync(right with { Rows = -1 }, "cannot have -1 rows");
        await RefusedAsync(
            new TableFile(lake.Lake.Objects.UriOf(first.Files[0].Key), 1, first.Files[0].Bytes),
            "in the snapshot twice"
        );
        await writer.AddAsync(FileContent.Data, right);
        Assert.Equal(["1", "2"], await lake.RowsAsync((await lake.Lake.Tables.FindCurrentAsync(Table))!));

        async Task RefusedAsync(TableFile wrong, string reason)
        {
            var error = await Assert.ThrowsAsync<IcebergFormatException>(() =>
                writer.AddAsync(FileContent.Data, wrong)
            );
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Statistics_of_another_engine_are_kept_until_their_snapshot_goes_and_no_sweep_takes_them()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS a");
        var folder = lake.Lake.Objects.KeyOf((await new ForeignWriter(lake, Table).LoadAsync()).Metadata.Location);
        await PutAsync(lake, $"{folder}/metadata/x.stats");
        var statistics = $$$"""
            {"action": "set-statistics", "snapshot-id": {{{first.Id}}}, "statistics": {"snapshot-id": {{{first.Id}}}, "file-size-in-bytes": 4,
             "statistics-path": "{{{lake.Lake.Objects.UriOf(
                folder
            )}}}/metadata/x.stats", "file-footer-size-in-bytes": 1, "blob-metadata": []}}
            """;
        await CommitAsync(lake, statistics);
        await lake.PublishAsync("refined.t", "SELECT 2::INTEGER AS a", append: true);
        await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(new SweepOptions { OlderThan = TimeSpan.Zero });

        Assert.Contains("\"blob-metadata\": []", (await lake.Catalog.LoadAsync(Table, default)).Metadata);
        Assert.NotNull(await lake.Lake.Objects.FindAsync($"{folder}/metadata/x.stats"));
        await CommitAsync(lake, $$"""{"action": "remove-snapshots", "snapshot-ids": [{{first.Id}}]}""");
        Assert.DoesNotContain("x.stats", (await lake.Catalog.LoadAsync(Table, default)).Metadata);
    }

    [Fact]
    public async Task What_another_engine_expired_is_past_here_too()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS a");
        var second = await lake.PublishAsync("refined.t", "SELECT 2::INTEGER AS a");
        await CommitAsync(lake, $$"""{"action": "remove-snapshots", "snapshot-ids": [{{first.Id}}]}""");
        // Spark deletes the files that only expired snapshots had.
        await lake.Lake.Objects.DeleteAsync(first.Files[0].Key);

        await Assert.ThrowsAsync<SnapshotExpiredException>(() => lake.Lake.Tables.FindAsync(first.Id));
        Assert.DoesNotContain(await new History(lake.Lake).ListAsync(Table), s => s.Id == first.Id);
        Assert.All(
            await new VerifyTables(lake.Lake).RunAsync([Table], TestContext.Current.CancellationToken),
            v => Assert.Empty(v.Damaged)
        );
        Assert.Equal(["2"], await lake.RowsAsync(second));
    }

    [Fact]
    public async Task A_point_in_time_is_found_by_the_number_that_another_engine_gave_its_snapshot()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS a");
        var writer = new ForeignWriter(lake, Table);
        await writer.AppendAsync("SELECT 2::INTEGER AS a");
        var theirs = (await writer.LoadAsync()).Metadata.CurrentSnapshotId!.Value;
        await lake.PublishAsync("refined.t", "SELECT 3::INTEGER AS a", append: true);

        var time = await new History(lake.Lake).TimeOfAsync(theirs.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(["1", "2"], await lake.RowsAsync((await lake.Lake.Tables.FindAsOfAsync(Table, time))!));
    }

    private static Task CommitAsync(TestLake lake, string update) =>
        lake.Catalog.CommitAsync([new TableChange(Table, [], [IcebergJson.Read<TableUpdate>(update)])], default);

    private static async Task PutAsync(TestLake lake, string key)
    {
        await using var staged = lake.Lake.Objects.Stage();
        await staged.Content.WriteAsync("PFA1"u8.ToArray());
        await staged.CommitAsync(key);
    }
}
