using System.Text.Json.Nodes;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// Finds unit tests: lists <c>unit_tests:</c> in the notes of a model, or in a <c>.yml</c> file of <c>models/</c> with the
/// model's name.
/// </summary>
internal static class UnitTestReader
{
    public static IReadOnlyList<UnitTest> Read(string root, IReadOnlyList<ModelFile> models)
    {
        List<UnitTest> tests = [];
        foreach (var model in models)
        {
            foreach (var (file, map) in model.Notes.Where(n => n.Map.Has("unit_tests")))
                tests.AddRange(map.Maps("unit_tests").Select(t => Read(t, model)));
        }
        foreach (
            var path in Directory
                .EnumerateFiles(Path.Combine(root, "models"), "*.yml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            var map = YamlMap.Parse(Path.GetRelativePath(root, path), File.ReadAllText(path));
            if (!map.Has("models") || !map.Has("unit_tests"))
                continue;
            tests.AddRange(
                map.Maps("unit_tests")
                    .Select(t =>
                        Read(
                            t,
                            models.FirstOrDefault(m =>
                                m.Table.Name == t.Require("model") || m.Table.ToString() == t.Require("model")
                            ) ?? throw t.Error("model", $"There is no model '{t.Require("model")}'")
                        )
                    )
            );
        }
        return tests;
    }

    private static UnitTest Read(YamlMap map, ModelFile model)
    {
        map.Allow("name", "model", "description", "given", "expect", "overrides");
        var overrides = map.Map("overrides");
        overrides?.Allow("vars", "macros");
        overrides?.Map("macros")?.Allow("is_incremental");
        var given = map.Maps("given")
            .Select(g =>
            {
                g.Allow("input", "rows");
                return new GivenRows(g.Require("input"), Rows(g));
            });
        var expected = map.Map("expect") ?? throw map.Error("expect", "A unit test needs expect: with rows:");
        return new UnitTest(
            map.Require("name"),
            model.Table,
            map.At(map.Line),
            [.. given],
            Rows(expected),
            overrides?.Map("vars")?.ToJson().ToDictionary(v => v.Key, v => v.Value) ?? [],
            overrides?.Map("macros")?.Flag("is_incremental") ?? false
        );
    }

    private static IReadOnlyList<JsonObject> Rows(YamlMap map) => [.. map.Maps("rows").Select(r => r.ToJson())];
}
