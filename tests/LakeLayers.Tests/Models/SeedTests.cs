using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>What becomes of the values of a seed: kept as they are written, or refused with file and line.</summary>
public class SeedTests(SharedModelWorld shared) : IClassFixture<SharedModelWorld>
{
    private const string Landed = "SELECT count(*) FROM lake.landing_object";
    private const string Described = "SELECT DISTINCT typeof(v) FROM t";

    /// <summary>A column's values, its type, and its values as text.</summary>
    public static TheoryData<string, string, string> Columns =>
        new()
        {
            {
                "12345678901234567890,99999999999999999999",
                "DECIMAL(38,0)",
                "12345678901234567890,99999999999999999999"
            },
            { "9223372036854775807,1", "BIGINT", "9223372036854775807,1" },
            { "1234567890123456789012345678901234567890,1", "VARCHAR", "1234567890123456789012345678901234567890,1" },
            { "1.12345678901234567,2", "DECIMAL(38,17)", "1.12345678901234567,2.00000000000000000" },
            { "12345678901234567.89,1", "DECIMAL(38,2)", "12345678901234567.89,1.00" },
            { "1e400,1", "VARCHAR", "1e400,1" },
            { "1e-400,1", "VARCHAR", "1e-400,1" },
            { "123456789.123456789e5,1", "VARCHAR", "123456789.123456789e5,1" },
            { "-0.5,1e3", "DOUBLE", "-0.5,1000.0" },
            { "007,8", "VARCHAR", "007,8" },
            { "+41791234567,1", "VARCHAR", "+41791234567,1" },
            { "00.5,1", "VARCHAR", "00.5,1" },
            { "1_000,1", "VARCHAR", "1_000,1" },
            { "0x1F,1", "VARCHAR", "0x1F,1" },
            { "Infinity,NaN", "VARCHAR", "Infinity,NaN" },
            { "50%,1", "VARCHAR", "50%,1" },
            { "1,null", "BIGINT", "1,NULL" },
            { "a,null", "VARCHAR", "a,null" },
            { "null,NULL", "VARCHAR", "null,NULL" },
            { " 5,6", "BIGINT", "5,6" },
            { "TRUE,false", "BOOLEAN", "true,false" },
            { "yes,no", "VARCHAR", "yes,no" },
            { "2026-01-31,2024-02-29", "DATE", "2026-01-31,2024-02-29" },
            { "2026-02-29,2026-01-31", "VARCHAR", "2026-02-29,2026-01-31" },
            { "2026-01-31T10:20:30Z,2026-01-31 00:00:00", "TIMESTAMP", "2026-01-31 10:20:30,2026-01-31 00:00:00" },
            { "12/1/10 8:26,1/2/11 9:00", "VARCHAR", "12/1/10 8:26,1/2/11 9:00" },
        };

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_column_has_the_type_that_keeps_all_of_its_values(string values, string type, string kept)
    {
        var (world, table) = (shared.World, shared.NewTable());
        Write(world, table, "v\n" + values.Replace(',', '\n'));

        await world.SeedAsync();

        Assert.Equal([type], await world.RowsAsync($"raw.{table}", Described));
        Assert.Equal(
            kept,
            string.Join(
                ',',
                await world.RowsAsync(
                    $"raw.{table}",
                    "SELECT coalesce(v::VARCHAR, 'NULL') FROM t ORDER BY _source_position"
                )
            )
        );
    }

    /// <summary>A column's values, its config, and its values as text.</summary>
    public static TheoryData<string, string, string> Typed =>
        new()
        {
            { "12/13/10 8:26", "column_types: {v: timestamp}", "2010-12-13 08:26:00" },
            {
                "12/1/10 8:26,12/31/68 23:59",
                "column_types: {V: timestamp}",
                "2010-12-01 08:26:00,2068-12-31 23:59:00"
            },
            { "12/1/10 8:26", "formats: {v: '%d/%m/%y %H:%M'}", "2010-01-12 08:26:00" },
            { "12/1/69", "column_types: {v: date}\n      formats: {v: '%m/%d/%y'}", "1969-12-01" },
            { "31.01.2026", "column_types: {v: date}", "2026-01-31" },
            { "1/31/2026 1:05 PM", "column_types: {v: timestamp}", "2026-01-31 13:05:00" },
            { "2026-01-31 10:20:30.123456", "column_types: {v: timestamp}", "2026-01-31 10:20:30.123456" },
            { "2026-01-31", "column_types: {v: timestamp}", "2026-01-31 00:00:00" },
            { "007,8", "column_types: {v: text}", "007,8" },
            { "007,8", "column_types: {v: integer}", "7,8" },
            { "12345678901234567890", "column_types: {v: hugeint}", "12345678901234567890" },
            { "1.10,2", "column_types: {v: 'decimal(18,4)'}", "1.1000,2.0000" },
            { "1.0,2", "column_types: {v: bigint}", "1,2" },
            { "08:26:00", "column_types: {v: time}", "08:26:00" },
        };

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task A_column_has_the_type_and_the_format_that_its_config_says(
        string values,
        string config,
        string kept
    )
    {
        var (world, table) = (shared.World, shared.NewTable());
        Write(world, table, "v\n" + values.Replace(',', '\n'), config);

        await world.SeedAsync();

        Assert.Equal(
            kept,
            string.Join(
                ',',
                await world.RowsAsync($"raw.{table}", "SELECT v::VARCHAR FROM t ORDER BY _source_position")
            )
        );
    }

    [Theory]
    [InlineData("v\n1\n5.5", "column_types: {v: integer}", "seeds/t.csv:3", "5.5")]
    [InlineData("v\nx", "column_types: {v: integer}", "seeds/t.csv:2", "'x' in column v is no INTEGER")]
    [InlineData("v\n3000000000", "column_types: {v: integer}", "seeds/t.csv:2", "3000000000")]
    [InlineData("v\n2026-01-31 10:00:00", "column_types: {v: date}", "seeds/t.csv:2", "time of day")]
    [InlineData("v\n12/1/10", "column_types: {v: date}", "seeds/t.csv:2", "day and month")]
    [InlineData("v\n12/1/10\n13/13/10", "column_types: {v: date}", "seeds/t.csv:2", "ISO 8601")]
    [InlineData("v\n1.2.2026", "formats: {v: '%Y-%m-%d'}", "seeds/t.csv:2", "is not written as")]
    [InlineData("v\n1", "column_types: {v: int64x}", "seeds/t.yml:4", "int64x")]
    [InlineData("v\n1", "column_types: {w: bigint}", "seeds/t.yml:4", "no column 'w'")]
    [InlineData("v\n1", "column_type: {v: bigint}", "seeds/t.yml:4", "column_type")]
    [InlineData("v\n1", "alias: other", "seeds/t.yml:4", "'alias' is refused")]
    [InlineData("v\n1", "delimiter: '||'", "seeds/t.yml:4", "delimiter")]
    [InlineData("v\n1", "enabled: perhaps", "seeds/t.yml:4", "enabled")]
    [InlineData("a,b\n1\n", null, "seeds/t.csv:2", "1 value, and there are 2 columns")]
    [InlineData("a,b\n1,2\n\"x\ny\",2\n1,2,3\n", null, "seeds/t.csv:5", "3 values")]
    [InlineData("a,b\n1,\"2\n3,4\n", null, "seeds/t.csv:2", "never closed")]
    [InlineData("a,b\n1,\"2\"3\n", null, "seeds/t.csv:2", "Behind a closing double quote")]
    [InlineData("a,\n1,2\n", null, "seeds/t.csv:1", "Column 2 of 2 has no name")]
    [InlineData("a,_row_hash\n1,2\n", null, "seeds/t.csv:1", "_row_hash")]
    [InlineData("a\n1\n\n2\n", null, "seeds/t.csv:3", "empty line")]
    [InlineData("a\n1\0\n", null, "seeds/t.csv:2", "NUL")]
    [InlineData("", null, "seeds/t.csv:1", "names of columns")]
    public async Task What_cannot_be_kept_is_refused_with_file_and_line(
        string csv,
        string? config,
        string at,
        string said
    )
    {
        var (world, table) = (shared.World, shared.NewTable());
        Write(world, table, csv, config);
        var landed = await world.AskAsync(Landed);

        var error = await Assert.ThrowsAnyAsync<PenstockException>(() => world.SeedAsync());

        Assert.Equal(at.Replace("/t.", $"/{table}.", StringComparison.Ordinal), error.Subject);
        Assert.Contains(said, error.What, StringComparison.Ordinal);
        Assert.NotNull(error.Next);
        Assert.Null(await world.CurrentAsync($"raw.{table}"));
        Assert.Equal(landed, await world.AskAsync(Landed));
    }

    [Theory]
    [InlineData("v\n12/1/10 8:26", null, "whether day or month comes first is not said")]
    [InlineData("v\n2026-01-31 10:20", null, "column_types: {v: timestamp}")]
    [InlineData("v\n31.01.2026", null, "'%d.%m.%Y'")]
    [InlineData("v\n12/13/10", "column_types: {v: date}", "'%m/%d/%y'")]
    [InlineData("v\n0.105", "column_types: {v: 'decimal(10,2)'}", "rounded")]
    public async Task What_may_be_meant_otherwise_is_said(string csv, string? config, string said)
    {
        var (world, table) = (shared.World, shared.NewTable());
        Write(world, table, csv, config);

        var warning = Assert.Single(await world.SeedAsync());

        Assert.StartsWith($"seeds/{table}.csv:2: ", warning, StringComparison.Ordinal);
        Assert.Contains(said, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_changes_its_type_is_told_and_an_emptied_one_keeps_it()
    {
        var (world, table) = (shared.World, shared.NewTable());
        Write(world, table, "v,w\n1,2\n");
        Assert.Empty(await world.SeedAsync());

        Write(world, table, "v,w\n1,\n");
        Assert.Empty(await world.SeedAsync());
        Write(world, table, "v,w\nx,\n");
        var warning = Assert.Single(await world.SeedAsync());

        Assert.Contains($"column v of raw.{table} was BIGINT and is VARCHAR now", warning, StringComparison.Ordinal);
        Assert.Equal(["BIGINT"], await world.RowsAsync($"raw.{table}", "SELECT typeof(w) FROM t"));
    }

    [Fact]
    public async Task A_setting_that_changes_loads_the_same_file_again()
    {
        var (world, table) = (shared.World, shared.NewTable());
        Write(world, table, "v\n007\n");
        await world.SeedAsync();
        var first = (await world.CurrentAsync($"raw.{table}"))!.Id;

        Write(world, table, "v\n007\n", "tags: [small]");
        await world.SeedAsync();
        Assert.Equal(first, (await world.CurrentAsync($"raw.{table}"))!.Id);
        Write(world, table, "v\n007\n", "column_types: {v: integer}");
        await world.SeedAsync();

        Assert.Equal(["7"], await world.RowsAsync($"raw.{table}", "SELECT v FROM t"));
    }

    [Fact]
    public async Task Quotes_line_ends_and_lines_are_those_of_RFC_4180_at_any_row()
    {
        var (world, table) = (shared.World, shared.NewTable());
        var plain = string.Concat(Enumerable.Range(1, 50_000).Select(i => $"{i},x\n"));
        Write(world, table, $"id,t\n{plain}50001,\"a, \"\"b\"\"\nc\"\r\n50002,\"\r\"\r50003,5\" pipe\n");

        await world.SeedAsync();

        Assert.Equal(
            ["50002|a, \"b\"\nc", "50004|\r", "50006|5\" pipe"],
            await world.RowsAsync($"raw.{table}", "SELECT _source_position, t FROM t WHERE id > 50000 ORDER BY id")
        );
        Assert.Equal(["50003"], await world.RowsAsync($"raw.{table}", "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Seeds_of_folders_are_there_disabled_ones_are_not_and_unknown_names_are_refused()
    {
        var (world, _) = (shared.World, shared.NewTable());
        world
            .Project.Write("seeds/deep/er/a.csv", "x\n1\n")
            .Write("seeds/b.csv", "x\n1\n")
            .Write("models/schema.yml", "seeds:\n  - name: b\n    config: {enabled: false}\n");
        await world.SeedAsync();
        Assert.NotNull(await world.CurrentAsync("raw.a"));
        Assert.Null(await world.CurrentAsync("raw.b"));

        world.Project.Write("seeds/more.yml", "seeds:\n  - name: c\n");
        var error = await Assert.ThrowsAsync<UsageException>(() => world.SeedAsync());
        Assert.Equal("seeds/more.yml:2", error.Subject);
    }

    private static void Write(ModelWorld world, string table, string csv, string? config = null) =>
        world
            .Project.Write($"seeds/{table}.csv", csv)
            .Write($"seeds/{table}.yml", $"seeds:\n  - name: {table}\n    config:\n      {config ?? "fast: true"}\n");
}
