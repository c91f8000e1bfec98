using Penstock.Core.Metadata;
using Penstock.Iceberg;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>A table's folder is its own for ever, whatever it is called.</summary>
public sealed class TableFolderTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");
    private static readonly NewTable Wanted = new(
        new IcebergSchema(0, [new NestedField(1, "a", false, new PrimitiveType("int"))])
    );

    [Fact]
    public async Task A_rename_moves_nothing_and_who_takes_the_old_name_gets_another_folder()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        var before = await LocationAsync(lake, Table);
        var renamed = TableName.Parse("presentation.was_t");
        await lake.Catalog.RenameAsync(Table, renamed, default);
        await lake.PublishAsync("refined.t", "SELECT 2 AS a");
        await lake.PublishAsync("presentation.was_t", "SELECT 3 AS a", append: true);

        Assert.Equal(before, await LocationAsync(lake, renamed));
        var after = await LocationAsync(lake, Table);
        Assert.NotEqual(before, after);

        // What another engine calls orphans: all in the table's folder that the table does not name.
        var folder = lake.Lake.Objects.KeyOf(after) + "/";
        await foreach (var found in lake.Lake.Objects.ListAsync(folder))
            await lake.Lake.Objects.DeleteAsync(found.Key);
        var snapshot = (await lake.Lake.Tables.FindCurrentAsync(renamed))!;
        Assert.All(snapshot.Files, f => Assert.StartsWith(lake.Lake.Objects.KeyOf(before) + "/data/", f.Key));
        Assert.Equal(["1", "3"], await lake.RowsAsync(snapshot));
    }

    [Fact]
    public async Task A_table_that_is_dropped_and_made_again_begins_in_a_folder_of_its_own()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        var before = await LocationAsync(lake, Table);
        await lake.Catalog.DropAsync(Table, default);
        await lake.PublishAsync("refined.t", "SELECT 2 AS a");

        Assert.NotEqual(before, await LocationAsync(lake, Table));
        await new SweepOrphans(lake.Lake, TimeProvider.System).RunAsync(new SweepOptions { OlderThan = TimeSpan.Zero });
        Assert.Equal(["2"], await lake.RowsAsync((await lake.Lake.Tables.FindCurrentAsync(Table))!));
    }

    [Fact]
    public async Task A_location_that_is_asked_for_within_the_zone_is_the_tables()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var place = lake.Lake.Objects.UriOf("refined/by-hand/t");

        var made = await lake.Catalog.CreateAsync(Table, Wanted with { Location = place + "/" }, default);
        await new ForeignWriter(lake, Table).AppendAsync("SELECT 1::INTEGER AS a");
        await lake.PublishAsync("refined.t", "SELECT 2 AS a", append: true);

        Assert.Equal(place, made.Metadata.Location);
        var snapshot = (await lake.Lake.Tables.FindCurrentAsync(Table))!;
        Assert.All(snapshot.Files, f => Assert.StartsWith("refined/by-hand/t/data/", f.Key));
        Assert.Equal(["1", "2"], await lake.RowsAsync(snapshot));
    }

    [Fact]
    public async Task The_folder_of_a_staged_table_is_there_for_engines_that_make_none()
    {
        await using var lake = await TestLake.CreateAsync(postgres);

        var staged = await lake.Catalog.StageAsync(Table, Wanted, default);

        Assert.True(Directory.Exists(new Uri(staged.Location + "/metadata").LocalPath));
        var named = Wanted with { Location = lake.Lake.Objects.UriOf("refined/named") };
        Assert.False(
            Directory.Exists(new Uri((await lake.Catalog.StageAsync(Table, named, default)).Location).LocalPath)
        );
    }

    [Theory]
    [InlineData("raw/t", "inside of")]
    [InlineData("refined", "inside of")]
    [InlineData("refined/../raw/t", "")]
    [InlineData("refined/other", "shared with refined.other")]
    [InlineData("refined/other/within", "shared with refined.other")]
    public async Task A_location_outside_of_the_zone_or_of_another_table_is_refused(string key, string reason)
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var other = Wanted with { Location = lake.Lake.Objects.UriOf("refined/other") };
        await lake.Catalog.CreateAsync(TableName.Parse("refined.other"), other, default);

        foreach (var spelling in (string[])["", "file:"])
        {
            var uri = lake.Lake.Objects.UriOf(key);
            var place = spelling.Length == 0 ? uri : uri.Replace("file://", "file:", StringComparison.Ordinal);
            var error = await Assert.ThrowsAnyAsync<Exception>(() =>
                lake.Catalog.CreateAsync(Table, Wanted with { Location = place }, default)
            );
            Assert.IsType<IcebergFormatException>(error);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
        await lake.PublishAsync("refined.t", "SELECT 1 AS a");
        await Assert.ThrowsAsync<IcebergFormatException>(() =>
            lake.Catalog.CommitAsync(
                [new TableChange(Table, [], [new SetLocation(lake.Lake.Objects.UriOf(key))])],
                default
            )
        );
    }

    private static async Task<string> LocationAsync(TestLake lake, TableName table) =>
        TableMetadata.Parse((await lake.Catalog.LoadAsync(table, default)).Metadata).Location;
}
