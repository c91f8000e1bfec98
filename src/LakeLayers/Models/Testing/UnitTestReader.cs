using System.Text.Json.Nodes;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Templates;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// Finds unit tests: lists <c>unit_tests:</c> in the notes of a model, or in a <c>.yml</c> file of <c>models/</c> with the
/// model's name.
/// </summary>
internal static class UnitTestReader
{
    private const string IsIncremental = "is_incremental";

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
        var macros = overrides?.Map("macros");
        foreach (var name in macros?.Keys ?? [])
        {
            if (name != IsIncremental && (name.Contains('.', StringComparison.Ordinal) || IsWord(name)))
                throw macros!.Error(name, $"'{name}' cannot be given another meaning: it is no macro of the project");
        }
        var given = map.Maps("given")
            .Select(g =>
            {
                g.Allow("input", "rows", "format", "fixture");
                return new GivenRows(g.Require("input"), FixtureReader.Read(g));
            });
        var expected = map.Map("expect") ?? throw map.Error("expect", "A unit test needs expect: with rows:");
        expected.Allow("rows", "format", "fixture");
        return new UnitTest(
            map.Require("name"),
            model.Table,
            map.At(map.Line),
            [.. given],
            FixtureReader.ReadExpected(expected),
            overrides?.Map("vars")?.ToJson().ToDictionary(v => v.Key, v => v.Value) ?? [],
            macros?.Has(IsIncremental) == true ? macros.Flag(IsIncremental) : null
        )
        {
            Macros = macros?.Keys.Where(n => n != IsIncremental).ToDictionary(n => n, n => macros.Text(n) ?? "") ?? [],
        };
    }

    private static bool IsWord(string name) => DbtWord.All.Any(w => w.Name == name);
}
