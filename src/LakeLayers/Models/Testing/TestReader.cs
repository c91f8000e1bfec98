using System.Text.Json.Nodes;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// Finds the tests of a project: those that stand with models and their columns, and the files of <c>tests/</c>.
/// </summary>
internal static class TestReader
{
    private static readonly string[] Settings = ["name", "severity", "where", "config"];

    public static IReadOnlyList<TestText> Read(string root, IReadOnlyList<ModelFile> models)
    {
        var tests = models.SelectMany(OfModel).Concat(Singular(root)).ToList();
        // Two tests of one kind on one column differ in what they are given.
        return
        [
            .. tests
                .GroupBy(t => t.Name)
                .SelectMany(g => g.Select((t, i) => i == 0 ? t : t with { Name = $"{t.Name}_{i + 1}" })),
        ];
    }

    private static IEnumerable<TestText> OfModel(ModelFile model)
    {
        foreach (var (file, map) in model.Notes)
        {
            foreach (var test in OfMap(model.Table, file, map, null))
                yield return test;
            if (!map.Has("columns"))
                continue;
            foreach (var column in map.Maps("columns"))
            {
                column.Allow("name", "description", "tests", "data_tests", "data_type", "tags", "meta");
                foreach (var test in OfMap(model.Table, file, column, column.Require("name")))
                    yield return test;
            }
        }
    }

    private static IEnumerable<TestText> OfMap(TableName model, string file, YamlMap map, string? column)
    {
        foreach (var (name, line, arguments) in map.Named("tests").Concat(map.Named("data_tests")))
        {
            var kind = name[(name.LastIndexOf('.') + 1)..];
            var given = arguments?.Map("arguments")?.ToJson() ?? arguments?.ToJson() ?? [];
            foreach (var setting in Settings)
                given.Remove(setting);
            var settings = arguments?.Map("config") ?? arguments;
            var subject = $"{{{{ ref('{model}') }}}}";
            var where = settings?.Text("where") ?? arguments?.Text("where");
            if (where is not null)
                subject = $"(SELECT * FROM {subject} WHERE {where})";
            var text = GenericTest.Text(kind, subject, column ?? (string?)given["column_name"], given, map, line);
            var severity = Severity(settings);
            // The empty lines make errors name the line of the test.
            var template = new TemplateSource(file, new string('\n', line - 1) + text, model.ToString(), [false])
            {
                Words = new Dictionary<string, JsonNode?> { ["arguments"] = given, ["column_name"] = column },
            };
            yield return new TestText(
                arguments?.Text("name") ?? $"{kind}_{model.Name}{(column is null ? "" : $"_{column}")}",
                model,
                column,
                severity,
                template
            )
            {
                Unique = where is null ? Unique(kind, column ?? (string?)given["column_name"], given) : [],
            };
        }
    }

    private static IReadOnlyList<string> Unique(string kind, string? column, JsonObject given) =>
        kind switch
        {
            "unique" => column is null ? [] : [column],
            "unique_combination_of_columns" =>
            [
                .. (given["combination_of_columns"] as JsonArray ?? []).Select(c => $"{c}"),
            ],
            _ => [],
        };

    private static IEnumerable<TestText> Singular(string root)
    {
        var folder = Path.Combine(root, "tests");
        if (!Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal))
        {
            var (file, text) = (Path.GetRelativePath(root, path), File.ReadAllText(path));
            var header = HeaderBlock.Of(file, text);
            var map = header.Trim().Length == 0 ? null : YamlMap.Parse(file, header);
            map?.Allow("severity", "description");
            yield return new TestText(
                Path.GetFileNameWithoutExtension(path),
                null,
                null,
                Severity(map),
                new TemplateSource(file, text, null, [false])
            );
        }
    }

    /// <summary>The severity that a text says; null: it says none.</summary>
    public static TestSeverity? Severity(YamlMap? map) =>
        map?.Has("severity") == true ? map.Choice("severity", TestSeverity.Error) : null;
}
