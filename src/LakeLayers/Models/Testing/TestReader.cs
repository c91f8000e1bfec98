using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// Finds the tests of a project: those that stand with models, seeds and their columns, and the files of <c>tests/</c>.
/// </summary>
internal sealed class TestReader
{
    private static readonly string[] OwnKeys = ["name", "test_name", "config", "arguments", "description"];

    private readonly GenericTest _known;

    private TestReader(GenericTest known) => _known = known;

    /// <summary>All tests that are not disabled.</summary>
    public static IReadOnlyList<TestText> Read(
        string root,
        IReadOnlyList<ModelFile> models,
        IReadOnlyList<Seed> seeds,
        GenericTest known
    )
    {
        var reader = new TestReader(known);
        var tests = models
            .SelectMany(m => reader.OfNotes(m.Table, m.Notes))
            .Concat(seeds.SelectMany(s => reader.OfNotes(s.Table, s.Notes)))
            .Concat(SingularTests.Read(root))
            .Where(t => t.Config.IsEnabled != false)
            .ToList();
        // Two tests of one kind on one column differ in what they are given.
        return
        [
            .. tests
                .GroupBy(t => t.Name)
                .SelectMany(g => g.Select((t, i) => i == 0 ? t : t with { Name = $"{t.Name}_{i + 1}" })),
        ];
    }

    private IEnumerable<TestText> OfNotes(TableName table, IReadOnlyList<(string File, YamlMap Map)> notes)
    {
        foreach (var (file, map) in notes)
        {
            foreach (var test in OfMap(table, file, map, null))
                yield return test;
            if (!map.Has("columns"))
                continue;
            foreach (var column in map.Maps("columns"))
            {
                column.Allow("name", "description", "tests", "data_tests", "data_type", "tags", "meta", "quote");
                column.Flag("quote"); // Names are quoted anyway.
                foreach (var test in OfMap(table, file, column, column.Require("name")))
                    yield return test;
            }
        }
    }

    private IEnumerable<TestText> OfMap(TableName table, string file, YamlMap map, string? column)
    {
        foreach (var (kind, line, keys) in map.Named("tests").Concat(map.Named("data_tests")))
            yield return Of(table, file, column, kind, line, keys);
    }

    private TestText Of(TableName table, string file, string? column, string kind, int line, YamlMap? keys)
    {
        var at = $"{file}:{line}";
        var known = _known.Find(kind, at);
        var arguments =
            keys?.Map("arguments") ?? keys?.Without([.. OwnKeys, .. TestConfig.Settings.Select(s => s.Name)]);
        var config = ConfigOf(keys, kind);
        var subject = $"{{{{ ref('{table}') }}}}";
        var call = new TestCall(
            kind,
            config.Where is null ? subject : $"(SELECT * FROM {subject} WHERE {config.Where})",
            column,
            arguments,
            at
        );
        if (known is not null)
            arguments?.Allow([.. known.Arguments]);
        // The empty lines make errors name the line of the test.
        var text = new string('\n', line - 1) + (known?.Query(call) ?? _known.Call(call));
        var (given, shortName) = (column ?? call.Find("column_name"), kind[(kind.LastIndexOf('.') + 1)..]);
        return new TestText(
            keys?.Text("name") ?? $"{shortName}_{table.Name}{(column is null ? "" : $"_{column}")}",
            table,
            column,
            at,
            config,
            new TemplateSource(file, text, table.ToString(), [false])
            {
                Words = new Dictionary<string, JsonNode?>
                {
                    ["arguments"] = call.Given,
                    ["column_name"] = column is null ? given : GenericTest.ColumnWord(column),
                },
            }
        )
        {
            Unique = config.Where is null && known?.Unique is { } unique ? unique(call) : [],
            Default = known?.FailCalc is { } failCalc ? TestConfig.None with { FailCalc = failCalc } : TestConfig.None,
        };
    }

    // Settings stand below config:, or as they did in older projects beside the arguments.
    private static TestConfig ConfigOf(YamlMap? keys, string kind)
    {
        if (keys is null)
            return TestConfig.None;
        if (keys.Has("arguments"))
            keys.Allow([.. OwnKeys, .. TestConfig.Settings.Select(s => s.Name)]);
        if (keys.Map("config") is { } config)
            DbtSetting.Check(config, TestConfig.Settings);
        foreach (var refused in TestConfig.Settings.Where(s => s.Refusal is not null && keys.Has(s.Name)))
            throw keys.Error(refused.Name, $"'{refused.Name}' of the test {kind} is refused: {refused.Refusal}");
        var (inner, outer) = (
            keys.Map("config") is { } map ? TestConfig.Read(map) : TestConfig.None,
            TestConfig.Read(keys)
        );
        return inner.Over(outer);
    }
}
