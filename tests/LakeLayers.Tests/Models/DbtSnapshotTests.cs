using System.Text.Json;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Snapshots: what dbt gives, or better where its rows would be wrong, or refused with the table as it was.</summary>
public class DbtSnapshotTests(PostgresFixture postgres)
{
    // The notes of another history of the same kind say what is better.
    private static readonly Dictionary<string, string> Better = new()
    {
        ["ck_all_type_boolean_to_varchar_a"] = "a text stays what it is, and does not become a truth value",
        ["ts_type_boolean_to_varchar_b"] = "the same",
        ["ck_composite_separator_b"] = "as ts_composite_separator_a",
        ["ck_list_column_added_to_list_a"] = "as ck_all_column_added_b",
        ["ck_null_key_a"] = "as ts_null_key_b",
        ["ts_composite_b"] = "as ts_deletes_invalidate_b",
        ["ts_invalidate_legacy_b"] = "as ts_deletes_invalidate_b",
    };

    public static TheoryData<string> Histories => DbtHistory.Names("snapshot");

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_history_is_kept_as_dbt_keeps_it_or_better_or_is_refused(string name)
    {
        var history = new DbtHistory("snapshot", name);
        await using var world = await ModelWorld.CreateAsync(postgres);
        var (mustEqual, before) = (!(history.HasBetter || Better.ContainsKey(name)), new List<string>());
        List<string> columns = [];
        for (var i = 0; i < history.Stages.Count; i++)
        {
            var stage = history.Stages[i];
            mustEqual &= stage.GetProperty("verdict").GetString() == "success";
            try
            {
                await history.RunAsync(world, i, "snapshot");
            }
            catch (PenstockException e)
            {
                Assert.False(mustEqual && !history.MayBeRefused, $"stage {i + 1}: {e.Message}");
                Assert.StartsWith("models/refined/t.sql", e.Subject, StringComparison.Ordinal);
                if (columns.Count > 0)
                    Assert.Equal(before, await DbtHistory.ValuesAsync(world, columns));
                mustEqual = false;
                if (await world.CurrentAsync("refined.t") is null)
                    return;
                continue;
            }
            if (mustEqual)
            {
                var compared = DbtHistory.Columns(stage).Concat(["valid_from", "valid_to"]).ToList();
                Assert.Equal(DbtHistory.Rows(stage, compared), await DbtHistory.ValuesAsync(world, compared));
            }
            Assert.Equal(
                ["0"],
                await world.RowsAsync("refined.t", "SELECT count(*) - count(DISTINCT version_id) FROM t")
            );
            if (before.Count > 0)
                AssertKept(before, await DbtHistory.ValuesAsync(world, columns));
            await AssertCurrentAsync(world, history.Key, stage);
            if (history.HasBetter)
                Assert.Equal(
                    ["0"],
                    await world.RowsAsync("refined.t", "SELECT count(*) FROM t WHERE valid_to <= valid_from")
                );
            columns =
            [
                .. (await world.CurrentAsync("refined.t"))!.Schema.Select(c => c.Name).Except(HistoryColumns.All),
            ];
            before = await DbtHistory.ValuesAsync(world, columns);
        }
    }

    private static void AssertKept(List<string> before, List<string> after)
    {
        foreach (var row in before)
            Assert.True(after.Remove(row), $"lost: {row}");
    }

    // Each row of the source has just one version that holds now.
    private static async Task AssertCurrentAsync(ModelWorld world, IReadOnlyList<string> key, JsonElement stage)
    {
        var source = stage.GetProperty("source");
        var names = source.GetProperty("columns").EnumerateArray().Select(c => c[0].GetString()!).ToList();
        var isDeleted = (await world.CurrentAsync("refined.t"))!.Schema.Any(c => c.Name == HistoryColumns.IsDeleted)
            ? $"coalesce({HistoryColumns.IsDeleted}, false)"
            : "false";
        var current = await world.RowsAsync(
            "refined.t",
            $"SELECT to_json([{string.Join(", ", key.Select(k => $"{Sql.Identifier(k)}::VARCHAR"))}])::VARCHAR FROM t "
                + $"WHERE valid_to IS NULL AND is_current AND NOT {isDeleted}"
        );
        foreach (var row in source.GetProperty("rows").EnumerateArray())
        {
            var values = key.Select(k => row[names.IndexOf(k)])
                .Select(v => v.ValueKind == JsonValueKind.Null ? null : v.ToString());
            Assert.Single(current, JsonSerializer.Serialize(values));
        }
    }
}
