using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Tests of data: what dbt finds, or better where it is wrong, or refused with file and line.</summary>
public class DbtTestTests(SharedModelWorld shared) : IClassFixture<SharedModelWorld>
{
    private const string Refused = "error";

    // What is better than what dbt finds, as the notes of the histories ask for.
    private static readonly Dictionary<string, string[]> Better = new()
    {
        ["accepted_values_apostrophe_b"] = ["fail 1", "fail 1"],
        ["accepted_values_null_quote_false_a"] = ["fail 1", "pass 0"],
        ["accepted_values_with_null_listed_b"] = ["pass 0", "fail 2"],
        ["fail_calc_sum_b"] = ["pass 0", "fail 5", "pass 0"],
        ["limit_error_if_a"] = ["pass 0", "warn 1", "warn 2", "warn 2", "warn 2"],
        ["reserved_column_unquoted_b"] = ["fail 1", "pass 0"],
    };

    public static TheoryData<string> Histories => DbtHistory.Names("test");

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_history_finds_what_dbt_finds_or_better_or_is_refused(string name)
    {
        var history = new DbtHistory("test", name);
        var (world, table) = (shared.World, shared.NewTable());
        Assert.Equal(history.HasBetter, Better.ContainsKey(name));
        Write(world, table, history);
        for (var i = 0; i < history.Stages.Count; i++)
        {
            var stage = history.Stages[i];
            await world.PublishAsync($"raw.{table}", DbtHistory.Source(stage));
            if (stage.TryGetProperty("parent", out var parent))
                await world.PublishAsync($"raw.parent_{table}", DbtHistory.Source(Wrapped(parent)));
            var (found, result) = await RunAsync(world);
            Assert.Equal((i, Better.GetValueOrDefault(name)?[i] ?? Expected(stage)), (i, found));
            if (stage.TryGetProperty("dbt", out var dbt) && dbt.TryGetProperty("failures_table", out var failures))
                AssertKept(failures, result!);
        }
    }

    // Either way to write arguments and to keep macros is dbt's.
    private static void Write(ModelWorld world, string table, DbtHistory history)
    {
        var test = history.Json.GetProperty("test");
        var isNew = history.Json.GetProperty("name").GetString()!.EndsWith("_b", StringComparison.Ordinal);
        world.Project.Model($"refined.{table}", $"SELECT * FROM {{{{ source('raw', '{table}') }}}}");
        if (history.Stages.Any(s => s.TryGetProperty("parent", out _)))
            world.Project.Model("refined.parent", $"SELECT * FROM {{{{ source('raw', 'parent_{table}') }}}}");
        if (history.Json.TryGetProperty("macro", out var macro) && macro.GetString() is { } text)
            world.Project.Write(isNew ? "tests/generic/macros.sql" : "macros/of/tests.sql", text);
        if (test.TryGetProperty("singular", out var sql))
        {
            var query = sql.GetString()!.Replace("{{ model }}", $"{{{{ ref('{table}') }}}}", StringComparison.Ordinal);
            world.Project.Write(isNew ? "tests/of/single.sql" : "tests/single.sql", query);
            return;
        }
        var arguments = test.TryGetProperty("args", out var args) ? JsonNode.Parse(args.GetRawText())!.AsObject() : [];
        var keys = isNew ? new JsonObject { ["arguments"] = arguments } : arguments;
        if (test.TryGetProperty("config", out var config))
            keys["config"] = JsonNode.Parse(config.GetRawText());
        var entries = new JsonArray(new JsonObject { [test.GetProperty("name").GetString()!] = keys });
        var notes = test.TryGetProperty("column", out var column)
            ? new JsonObject
            {
                ["columns"] = new JsonArray(new JsonObject { ["name"] = column.GetString(), ["data_tests"] = entries }),
            }
            : new JsonObject { ["data_tests"] = entries };
        world.Project.Write($"models/refined/{table}.yml", notes.ToJsonString());
    }

    private static async Task<(string Found, Testing.TestResult? Result)> RunAsync(ModelWorld world)
    {
        var options = new RunModelsOptions(world.Project.Path) { WithTests = true, Force = true };
        IReadOnlyList<Testing.TestResult> results;
        try
        {
            var run = await world.RunAsync(options);
            results = run.Tests;
            if (results is [{ Remark: { } remark }])
                Assert.Contains(remark, run.Warnings);
        }
        catch (TestsFailedException e)
        {
            results = e.All;
        }
        catch (PenstockException e)
        {
            Assert.Matches(@"^(models/refined/t\d+\.yml|tests/single\.sql|tests/of/single\.sql):\d+$", e.Subject);
            return (Refused, null);
        }
        return results is [var one]
            ? ($"{one.Outcome.ToString().ToLowerInvariant()} {one.Rows}", one)
            : ("not there", null);
    }

    private static string Expected(JsonElement stage)
    {
        var verdict = stage.GetProperty("verdict");
        return verdict.ValueKind == JsonValueKind.Null ? "not there"
            : verdict.GetProperty("status").GetString() is not Refused and var status
                ? $"{status} {verdict.GetProperty("failures")}"
            : Refused;
    }

    private static void AssertKept(JsonElement failures, Testing.TestResult result)
    {
        var names = failures.GetProperty("columns").EnumerateArray().Select(c => c[0].GetString()!).ToList();
        Assert.Equal(
            failures
                .GetProperty("rows")
                .EnumerateArray()
                .Select(r => r.ToString().Replace(" ", "", StringComparison.Ordinal))
                .Order(),
            result.Sample.Select(s => new JsonArray([.. names.Select(n => s[n]?.DeepClone())]).ToJsonString()).Order()
        );
    }

    private static JsonElement Wrapped(JsonElement source) =>
        JsonDocument.Parse($$"""{"source": {{source.GetRawText()}}}""").RootElement;
}
