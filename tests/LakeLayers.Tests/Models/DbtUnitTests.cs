using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Unit tests: the verdicts of dbt, on inputs that are there without rows and on a fresh clone without them.</summary>
public class DbtUnitTests(SharedModelWorld shared) : IClassFixture<SharedModelWorld>
{
    // What is better than dbt's verdict, or refused with file and line: values that do not fit their column though nothing
    // compares it, and templates in values.
    private static readonly HashSet<(string, int)> Refused =
    [
        ("apostrophe_a", 2),
        ("big_numbers_a", 3),
        ("dates_b", 4),
    ];

    public static TheoryData<string> Histories => DbtHistory.Names("unit");

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_unit_test_ends_as_dbt_has_it(string name)
    {
        var history = new DbtHistory("unit", name);
        for (var i = 0; i < history.Stages.Count; i++)
        {
            var stage = history.Stages[i];
            var (world, table) = (shared.World, shared.NewTable());
            Write(world, table, history, stage);
            await world.PublishAsync($"raw.{table}", DbtHistory.Source(stage));
            if (stage.TryGetProperty("source2", out var other))
                await world.PublishAsync($"raw.two_{table}", DbtHistory.Source(Wrapped(other)));

            var expected = Refused.Contains((name, i)) ? "error" : stage.GetProperty("verdict").GetString();
            Assert.Equal((i, expected), (i, await RunAsync(world)));
        }
    }

    [Fact]
    public async Task On_a_fresh_clone_the_model_upstream_tells_the_types_and_else_the_values_do()
    {
        var world = shared.World;
        shared.NewTable();
        world.Project.Model(
            "refined.upstream",
            "SELECT id, d::DATE AS d, amount::DECIMAL(9,2) AS amount FROM {{ source('raw', 'never_landed') }}"
        );
        world.Project.Model(
            "refined.later",
            "SELECT u.id, u.amount * 2 AS twice, n.d + INTERVAL 1 DAY AS next FROM {{ ref('upstream') }} u "
                + "JOIN {{ source('raw', 'never_landed') }} n USING (id) WHERE u.d > DATE '2024-01-01' OR u.amount IS NULL"
        );
        world.Project.Write(
            "models/t.yml",
            """
            models: []
            unit_tests:
              - name: one
                model: later
                given:
                  - input: ref('upstream')
                    rows: [{id: 1, d: '2024-02-01', amount: 1.25}, {id: 2, d: null, amount: null}]
                  - input: source('raw', 'never_landed')
                    rows: [{id: 1, d: '2024-03-01'}, {id: 2, d: null}]
                expect:
                  rows: [{id: 1, twice: 2.5, next: '2024-03-02'}, {id: 2, twice: null, next: null}]
            """
        );
        var project = await world.Project.LoadAsync();

        var result = Assert.Single(await new UnitTestRun(world.Lake).RunAsync(project, project.UnitTests));

        Assert.True(result.Passed, string.Join('\n', result.Missing.Concat(result.Unexpected)));
    }

    private static void Write(ModelWorld world, string table, DbtHistory history, JsonElement stage)
    {
        var json = history.Json;
        var settings = json.GetProperty("config").EnumerateObject().Select(p => $"{p.Name}={p.Value.GetRawText()}");
        var sql = json.GetProperty("sql")
            .GetString()!
            .Replace("{{ source }}", $"{{{{ source('raw', '{table}') }}}}", StringComparison.Ordinal)
            .Replace("{{ source2 }}", $"{{{{ source('raw', 'two_{table}') }}}}", StringComparison.Ordinal);
        world.Project.Model($"refined.{table}", $"{{{{ config({string.Join(", ", settings)}) }}}}\n{sql}");
        world.Project.Write("macros/today.sql", "{% macro today() %}date '2000-01-01'{% endmacro %}");
        var test = JsonNode.Parse(stage.GetProperty("unit_test").GetRawText())!.AsObject();
        (test["name"], test["model"]) = ("one", table);
        foreach (var given in test["given"]!.AsArray())
            given!["input"] = (string)given["input"]! switch
            {
                "source" => $"source('raw', '{table}')",
                "source2" => $"source('raw', 'two_{table}')",
                var input => input,
            };
        world.Project.Write(
            $"models/{table}.yml",
            new JsonObject { ["models"] = new JsonArray(), ["unit_tests"] = new JsonArray(test) }.ToJsonString()
        );
    }

    private static async Task<string> RunAsync(ModelWorld world)
    {
        try
        {
            var project = await world.Project.LoadAsync();
            var result = Assert.Single(await new UnitTestRun(world.Lake).RunAsync(project, project.UnitTests));
            return result.Passed ? "pass" : "fail";
        }
        catch (PenstockException e)
        {
            Assert.Matches(@"^models/.*:\d+$", e.Subject);
            return "error";
        }
    }

    private static JsonElement Wrapped(JsonElement source) =>
        JsonDocument.Parse($$"""{"source": {{source.GetRawText()}}}""").RootElement;
}
