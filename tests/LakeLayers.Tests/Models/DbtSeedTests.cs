using System.Text;
using System.Text.Json;
using Penstock.Core.Errors;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>Seeds: the values that dbt gives, or better where it would lose some, or refused as the table was.</summary>
public class DbtSeedTests(SharedModelWorld shared) : IClassFixture<SharedModelWorld>
{
    // What dbt cannot load and is loaded here, since nothing in it is unclear; and what is kept although dbt changes it.
    private static readonly Dictionary<string, string> Better = new()
    {
        ["quote_columns_off_reserved_a"] = "names are quoted always",
    };

    public static TheoryData<string> Histories => DbtHistory.Names("seed");

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_history_gives_the_values_that_dbt_gives_or_better_or_is_refused(string name)
    {
        var history = new DbtHistory("seed", name);
        var (world, table) = (shared.World, shared.NewTable());
        var mustEqual = !(history.HasBetter || Better.ContainsKey(name));
        for (var i = 0; i < history.Stages.Count; i++)
        {
            var stage = history.Stages[i];
            var source = stage.GetProperty("source");
            var encoding = source.TryGetProperty("encoding", out var said) ? said.GetString()! : "utf-8";
            File.WriteAllBytes(
                Path.Combine(
                    world.Project.Write($"seeds/{table}.yml", Config(table, history, i)).Path,
                    "seeds",
                    $"{table}.csv"
                ),
                (encoding is "latin-1" ? Encoding.Latin1 : Encoding.UTF8).GetBytes(
                    source.GetProperty("csv").GetString()!
                )
            );
            mustEqual &= stage.GetProperty("verdict").GetString() == "success";
            var before = await world.CurrentAsync($"raw.{table}");
            try
            {
                await world.SeedAsync();
            }
            catch (PenstockException e)
            {
                Assert.False(mustEqual, $"stage {i + 1}: {e.Message}");
                Assert.Matches($@"^seeds/{table}\.(csv|yml):\d+$", e.Subject);
                Assert.Equal(before?.Id, (await world.CurrentAsync($"raw.{table}"))?.Id);
                continue;
            }
            if (!mustEqual)
                continue;
            var columns = DbtHistory.Columns(stage);
            Assert.Equal(DbtHistory.Rows(stage, columns), await DbtHistory.ValuesAsync(world, columns, $"raw.{table}"));
            // Later dbt keeps the types of the table that is there; here they are those of the values.
            if (i == 0)
                Assert.Equal(
                    DbtTypes(stage),
                    (await world.CurrentAsync($"raw.{table}"))!.Schema.Take(columns.Count).Select(Kind)
                );
        }
    }

    // JSON is YAML.
    private static string Config(string table, DbtHistory history, int stage) =>
        $"seeds:\n  - name: {table}\n    config: {history.Config(stage).GetRawText()}\n";

    private static IEnumerable<string> DbtTypes(JsonElement stage) =>
        stage.GetProperty("dbt").GetProperty("columns").EnumerateArray().Select(c => Wide(c[1].GetString()!));

    private static string Kind(FieldSchema column) => Wide(column.Type);

    // Whole numbers have one width, so that a table keeps its type when they grow.
    private static string Wide(string type) => type is "INTEGER" or "HUGEINT" or "DECIMAL(38,0)" ? "BIGINT" : type;
}
