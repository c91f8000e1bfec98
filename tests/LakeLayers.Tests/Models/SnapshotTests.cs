using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>What a snapshot has once, it has for good.</summary>
public class SnapshotTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("INTEGER", "14", "BIGINT", "3000000000", "14|NULL,3000000000|NULL")]
    [InlineData("BIGINT", "14", "DOUBLE", "12.5", "12.5|NULL,14.0|NULL")]
    [InlineData("BIGINT", "14", "VARCHAR", "'014'", "014|NULL,14|NULL")]
    [InlineData(
        "DATE",
        "'2026-01-02'",
        "TIMESTAMP",
        "'2026-01-02 03:04:05'",
        "2026-01-02 00:00:00|NULL,2026-01-02 03:04:05|NULL"
    )]
    [InlineData("DECIMAL(18,2)", "1.25", "DECIMAL(18,4)", "1.2575", "1.2500|NULL,1.2575|NULL")]
    [InlineData("DOUBLE", "0.5", "INTEGER", "7", "0.5|NULL,7.0|NULL")]
    public async Task A_column_becomes_wide_enough_for_what_was_and_what_comes(
        string type,
        string value,
        string later,
        string laterValue,
        string rows
    )
    {
        await using var world = await MadeAsync(
            $"SELECT 1 AS id, {value}::{type} AS v",
            "strategy='timestamp', updated_at='at'"
        );
        await world.PublishAsync(
            "raw.things",
            $"SELECT 1 AS id, {value}::{later} AS v, TIMESTAMP '2026-01-01' AS at "
                + $"UNION ALL SELECT 2, {laterValue}::{later}, TIMESTAMP '2026-01-01'"
        );
        await world.RunAsync();
        Assert.Equal(
            rows.Split(','),
            await world.RowsAsync(
                "refined.t",
                "SELECT v::VARCHAR || '|' || coalesce(valid_to::VARCHAR, 'NULL') FROM t ORDER BY 1"
            )
        );
    }

    [Theory]
    [InlineData("9007199254740993::BIGINT", "0.5::DOUBLE", "9007199254740993")]
    [InlineData("0.1::DOUBLE", "123456789.123456789::DECIMAL(38,9)", "123456789.123456789")]
    [InlineData("[1, 2]", "'x'::BLOB", "v is INTEGER[]")]
    public async Task A_type_that_would_change_a_value_is_refused_with_the_row(string value, string later, string said)
    {
        await using var world = await MadeAsync($"SELECT 1 AS id, {value} AS v", "strategy='check', check_cols='all'");
        await world.PublishAsync("raw.things", $"SELECT 1 AS id, {later} AS v, TIMESTAMP '2026-01-01' AS at");

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["1"],
            await world.RowsAsync("refined.t", "SELECT count(*) FROM t WHERE v IS NOT NULL AND is_current")
        );
    }

    [Fact]
    public async Task A_rule_that_came_later_does_not_hold_a_version_open_and_takes_none_away()
    {
        await using var world = await MadeAsync("SELECT 1 AS id, -5 AS v", "strategy='check', check_cols=['v']");
        world.Project.Contract(
            "refined.t",
            "properties:\n  - {name: id}\n  - {name: v, logicalTypeOptions: {minimum: 0}}"
        );
        await world.PublishAsync(
            "raw.things",
            "SELECT 1 AS id, 6.5 AS v, TIMESTAMP '2026-01-01' AS at UNION ALL SELECT 2, -7, TIMESTAMP '2026-01-01'"
        );

        await world.RunAsync();

        Assert.Equal(
            ["-5.0|False", "6.5|True"],
            await world.RowsAsync("refined.t", "SELECT v, is_current FROM t ORDER BY v")
        );
        Assert.Equal(["v.minimum"], await world.RowsAsync("quarantine.refined__t", "SELECT _rule FROM t"));
    }

    [Fact]
    public async Task A_key_that_comes_twice_is_named_also_when_it_is_NULL()
    {
        await using var world = await MadeAsync("SELECT 1 AS id, 1 AS v", "strategy='check', check_cols=['v']");
        await world.PublishAsync(
            "raw.things",
            "SELECT NULL::INTEGER AS id, unnest([1, 2]) AS v, TIMESTAMP '2026-01-01' AS at"
        );

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Contains("unique_key (id): NULL (2 times)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ignore")]
    [InlineData("invalidate")]
    [InlineData("new_record")]
    public async Task Random_histories_are_those_of_a_plain_account(string hardDeletes)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            Model($"unique_key=['a', 'b'], strategy='check', check_cols='all', hard_deletes='{hardDeletes}'")
        );
        var random = new Random(hardDeletes.Length);
        string?[] parts = [null, "", "a", "a|b", "b", "NULL"];
        var account = new Dictionary<(string?, string?), List<Version>>();
        for (var stage = 0; stage < 12; stage++)
        {
            var rows = parts
                .SelectMany(a => parts.Select(b => (a, b)))
                .Where(_ => random.Next(3) > 0)
                .ToDictionary(k => k, _ => random.Next(4) is > 0 and var v ? v : (int?)null);
            var values = rows.Select(r =>
                $"({Text(r.Key.a)}, {Text(r.Key.b)}, {r.Value?.ToString(CultureInfo.InvariantCulture) ?? "NULL"})"
            );
            var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(stage);
            await world.PublishAsync(
                "raw.things",
                $"SELECT a::VARCHAR AS a, b::VARCHAR AS b, v::INTEGER AS v FROM (VALUES {string.Join(", ", values)}) t(a, b, v)"
            );
            await world.RunAsync(
                new RunModelsOptions(world.Project.Path),
                new StepContext(StepIdentity.Standalone("models"), new Progress<StepProgress>(), new FixedTime(now))
            );
            Keep(account, rows, now.UtcDateTime, hardDeletes);

            var deleted = hardDeletes == "new_record" ? "dbt_is_deleted" : "false";
            string[] shown = ["a", "b", "v", "hour(valid_from)", "hour(valid_to)", deleted];
            Assert.Equal(
                account
                    .SelectMany(k => k.Value.Select(v => Line(k.Key.Item1, k.Key.Item2, v)))
                    .Order(StringComparer.Ordinal),
                (
                    await world.RowsAsync(
                        "refined.t",
                        $"SELECT concat_ws('~', {string.Join(", ", shown.Select(c => $"coalesce(({c})::VARCHAR, '-')"))}) FROM t"
                    )
                ).Order(StringComparer.Ordinal)
            );
        }
    }

    private static void Keep(
        Dictionary<(string?, string?), List<Version>> account,
        Dictionary<(string?, string?), int?> rows,
        DateTime now,
        string hardDeletes
    )
    {
        foreach (var (key, value) in rows)
        {
            if (!account.TryGetValue(key, out var versions))
                account[key] = versions = [];
            var last = versions.LastOrDefault(v => v.To is null);
            if (last is { IsDeleted: false } && last.Value == value)
                continue;
            last?.To = now;
            versions.Add(new Version(value, now, false));
        }
        if (hardDeletes == "ignore")
            return;
        foreach (var (_, versions) in account.Where(k => !rows.ContainsKey(k.Key)))
        {
            if (versions.LastOrDefault(v => v.To is null) is not { IsDeleted: false } last)
                continue;
            last.To = now;
            if (hardDeletes == "new_record")
                versions.Add(new Version(last.Value, now, true));
        }
    }

    private static string Line(string? a, string? b, Version v) =>
        string.Join(
            '~',
            a ?? "-",
            b ?? "-",
            Text(v.Value),
            Text(v.From.Hour),
            Text(v.To?.Hour),
            v.IsDeleted ? "true" : "false"
        );

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Model(string config) =>
        $"{{{{ config(materialized='snapshot', {config}) }}}}SELECT * FROM {{{{ source('raw', 'things') }}}}";

    private static string Text(string? value) => value is null ? "NULL" : $"'{value}'";

    private async Task<ModelWorld> MadeAsync(string things, string strategy)
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", $"SELECT *, TIMESTAMP '2026-01-01' AS at FROM ({things})");
        world.Project.Model("refined.t", Model($"unique_key='id', {strategy}"));
        await world.RunAsync();
        return world;
    }

    private sealed class Version(int? value, DateTime from, bool isDeleted)
    {
        public int? Value { get; } = value;

        public DateTime From { get; } = from;

        public DateTime? To { get; set; }

        public bool IsDeleted { get; } = isDeleted;
    }
}
