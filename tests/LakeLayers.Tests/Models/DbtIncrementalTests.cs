using Penstock.Core.Errors;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Incremental models: what dbt gives, or better where values would be lost, or refused as the table was.</summary>
public class DbtIncrementalTests(PostgresFixture postgres)
{
    public static TheoryData<string> Histories => DbtHistory.Names("incremental");

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_history_gives_the_rows_that_dbt_gives_or_better_or_is_refused(string name)
    {
        var history = new DbtHistory("incremental", name);
        await using var world = await ModelWorld.CreateAsync(postgres);
        var (mustEqual, before) = (!history.HasBetter, new List<string>());
        List<string> columns = [];
        for (var i = 0; i < history.Stages.Count; i++)
        {
            var stage = history.Stages[i];
            mustEqual &= stage.GetProperty("verdict").GetString() == "success";
            try
            {
                await history.RunAsync(world, i, "incremental");
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
            columns = DbtHistory.Columns(stage);
            if (mustEqual)
                Assert.Equal(DbtHistory.Rows(stage, columns), await DbtHistory.ValuesAsync(world, columns));
            columns = [.. (await world.CurrentAsync("refined.t"))!.Schema.Select(c => c.Name)];
            before = await DbtHistory.ValuesAsync(world, columns);
            if (!history.TakesAll)
                continue;
            var (given, rows) = DbtHistory.SourceRows(stage);
            var common = given.Where(g => columns.Contains(g, StringComparer.OrdinalIgnoreCase)).ToList();
            if (common.Count < given.Count)
                continue;
            var kept = await DbtHistory.ValuesAsync(world, common);
            Assert.All(rows, r => Assert.Contains(r, kept));
        }
    }
}
