using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Templates;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// The files of <c>tests/</c>: each is a query that must give no rows. Files of <c>tests/generic/</c> hold macros; lists
/// <c>data_tests:</c> in <c>.yml</c> files say more of a test.
/// </summary>
internal static class SingularTests
{
    private const string Folder = "tests";
    private const string Macros = "tests/generic/";

    /// <summary>The files that hold macros of tests.</summary>
    public static IEnumerable<string> MacroFiles(string root) =>
        ProjectFiles.Below(root, Folder, ".sql").Where(p => IsMacroFile(root, p));

    public static IEnumerable<TestText> Read(string root)
    {
        var notes = Notes(root);
        List<TestText> tests = [];
        foreach (var path in ProjectFiles.Below(root, Folder, ".sql").Where(p => !IsMacroFile(root, p)))
        {
            var (file, text) = (Path.GetRelativePath(root, path), File.ReadAllText(path));
            var (name, header) = (Path.GetFileNameWithoutExtension(path), HeaderBlock.Of(file, text));
            var inside = header.Trim().Length == 0 ? TestConfig.None : Settings(YamlMap.Parse(file, header));
            notes.Remove(name, out var outside);
            tests.Add(
                new TestText(name, null, null, file, inside, new TemplateSource(file, text, null, [false]))
                {
                    Default = outside?.Map("config") is { } config ? Settings(config) : TestConfig.None,
                }
            );
        }
        if (notes.FirstOrDefault() is { Key: { } unknown, Value: var entry })
            throw entry.Error("name", $"There is no test '{unknown}': no file {unknown}.sql below tests/");
        return tests;
    }

    private static TestConfig Settings(YamlMap map)
    {
        DbtSetting.Check(map, TestConfig.Settings);
        return map.Has("where")
            ? throw map.Error("where", "'where' is for tests of columns: write the condition into the query")
            : TestConfig.Read(map);
    }

    private static Dictionary<string, YamlMap> Notes(string root)
    {
        Dictionary<string, YamlMap> notes = [];
        foreach (var path in ProjectFiles.Below(root, Folder, ".yml", ".yaml"))
        {
            var map = YamlMap.Parse(Path.GetRelativePath(root, path), File.ReadAllText(path));
            map.Allow("version", "data_tests");
            foreach (var entry in map.Maps("data_tests"))
            {
                entry.Allow("name", "description", "config", "meta", "tags");
                if (!notes.TryAdd(entry.Require("name"), entry))
                    throw entry.Error("name", $"'{entry.Require("name")}' is described twice");
            }
        }
        return notes;
    }

    private static bool IsMacroFile(string root, string path) =>
        Path.GetRelativePath(root, path).Replace('\\', '/').StartsWith(Macros, StringComparison.Ordinal);
}
