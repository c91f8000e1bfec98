using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Seeding;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The models of one workflow's folder, checked against each other when loaded: <c>models/**/&lt;table&gt;.sql</c> with their
/// notes,
/// <c>models.yml</c>, <c>macros/*.sql</c>, <c>seeds/*.csv</c>, <c>tests/*.sql</c> and
/// <c>contracts/&lt;zone&gt;.&lt;table&gt;.yml</c>.
/// </summary>
public sealed class ModelProject
{
    private ModelProject(string folder) => Folder = folder;

    /// <summary>The workflow's folder.</summary>
    public string Folder { get; }

    /// <summary>The models, each after those it reads.</summary>
    public required IReadOnlyList<Model> Models { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<Seed> Seeds { get; init; }

    /// <summary>The contracts by table; a table that no model makes (a raw table) may have one too.</summary>
    public required IReadOnlyDictionary<TableName, DataContract> Contracts { get; init; }

    /// <summary>The tests of the models and of the project.</summary>
    public required IReadOnlyList<ModelTest> Tests { get; init; }

    /// <summary>The tests of single models with given rows.</summary>
    public required IReadOnlyList<UnitTest> UnitTests { get; init; }

    /// <summary>Whether what the models write is profiled (<c>profiles:</c> in <c>models.yml</c>).</summary>
    public bool HasProfiles { get; private init; } = true;

    /// <summary>The columns that contracts protect.</summary>
    internal IReadOnlySet<string> ProtectedColumns =>
        Contracts
            .Values.SelectMany(c => c.Columns)
            .Where(c => c.Privacy is { IsChanged: true })
            .Select(c => c.Name)
            .ToHashSet();

    internal IReadOnlyList<MacroFile> Macros { get; private init; } = [];

    internal IReadOnlyDictionary<string, JsonNode?> Variables { get; private init; } =
        new Dictionary<string, JsonNode?>();

    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Names { get; private init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Loads a workflow's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="variables">Values for <c>var</c>; null: those of <c>models.yml</c> alone.</param>
    /// <param name="fullRefresh">What <c>flags.FULL_REFRESH</c> says.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">A file is malformed, a model refers to one that is not there, or models depend on each
    /// other in a circle; names file and line.</exception>
    public static async Task<ModelProject> LoadAsync(
        string folder,
        IReadOnlyDictionary<string, string>? variables = null,
        bool fullRefresh = false,
        CancellationToken cancellationToken = default
    )
    {
        var root = Path.GetFullPath(folder);
        UnreadFiles.Refuse(root);
        var settings = ProjectSettings.Load(root);
        var (allFiles, allSeeds) = (ModelFiles.Read(root, settings), SeedReader.Read(root));
        var files = allFiles.Where(m => m.Header.IsEnabled).ToList();
        var seeds = allSeeds.Where(s => s.Config.IsEnabled).ToList();
        var contracts = Files(root, "contracts", "*.yml").Select(DataContract.Load).ToDictionary(c => c.Table);
        if (
            contracts.Values.FirstOrDefault(c =>
                c.Columns.Any(p => p.Privacy is { IsChanged: true }) && files.All(f => f.Table != c.Table)
            ) is
            { } lone
        )
        {
            throw new UsageException(
                $"No model makes {lone.Table}: its columns cannot be protected on the way",
                $"{lone.File}:{lone.Columns.First(p => p.Privacy is { IsChanged: true }).Privacy!.Line}",
                "protect the columns of a table that a model makes, or write protect: keep"
            );
        }
        List<MacroFile> macros =
        [
            .. ProjectFiles
                .Below(root, "macros", ".sql")
                .Concat(SingularTests.MacroFiles(root))
                .Select(p => new MacroFile(Path.GetRelativePath(root, p), File.ReadAllText(p))),
        ];
        var request = new TemplateRequest(
            macros,
            [],
            NamesOf([.. files.Select(f => f.Table), .. seeds.Select(s => s.Table)]),
            Merge(settings.Variables, variables),
            fullRefresh
        )
        {
            Disabled = DisabledTables.Names([
                .. allFiles.Where(f => !f.Header.IsEnabled).Select(f => (f.Table, f.File)),
                .. allSeeds.Where(s => !s.Config.IsEnabled).Select(s => (s.Table, s.File)),
            ]),
        };
        var texts = TestReader.Read(root, files, seeds, new GenericTest(request));
        request = request with
        {
            Templates =
            [
                .. files.Select(f => new TemplateSource(f.File, f.Text, f.Table.ToString(), [false, true])),
                .. texts.Select(t => t.Template),
            ],
        };
        var rendered = TemplateEngine.Render(request, cancellationToken);
        // Keys of personal data are variables of the session that runs all of these.
        if (
            rendered
                .Zip(request.Templates)
                .FirstOrDefault(r =>
                    r.First.Modes.Any(m => m.Sql.Contains("duckdb_variables", StringComparison.OrdinalIgnoreCase))
                ) is
            { First: not null } curious
        )
            throw new UsageException(
                "duckdb_variables is not for models and tests",
                curious.Second.File,
                "take it out and run again"
            );
        var allModels = files.Zip(rendered, (file, result) => ModelReader.Make(file, result, contracts)).ToList();
        var models = allModels.Where(m => m.Header.IsEnabled).ToList();
        var tests = texts
            .Zip(rendered.Skip(files.Count), (text, result) => new ModelTest(text, result))
            .Where(t => t.Config.IsEnabled != false && (t.Model is not { } of || !DisabledTables.Has(allModels, of)))
            .ToList();
        DisabledTables.RefuseReaders(allModels, tests);
        return new ModelProject(root)
        {
            Models = ModelOrder.Sort(models),
            Seeds = seeds,
            Contracts = contracts,
            Tests = tests,
            UnitTests = UnitTestReader.Read(root, files),
            HasProfiles = settings.HasProfiles,
            Macros = request.Macros,
            Variables = request.Variables,
            Names = request.Names,
        };
    }

    /// <summary>The models that options select, in order.</summary>
    /// <exception cref="UsageException">A word selects nothing.</exception>
    public Task<IReadOnlyList<Model>> SelectAsync(
        Lake lake,
        RunModelsOptions options,
        CancellationToken cancellationToken = default
    ) => ModelSelector.ModelsAsync(lake, this, options, cancellationToken);

    private static Dictionary<string, JsonNode?> Merge(
        IReadOnlyDictionary<string, JsonNode?> settings,
        IReadOnlyDictionary<string, string>? given
    )
    {
        var all = settings.ToDictionary(v => v.Key, v => v.Value);
        foreach (var (name, value) in given ?? new Dictionary<string, string>())
            all[name] = YamlMap.Value(value);
        return all;
    }

    private static Dictionary<string, IReadOnlyList<string>> NamesOf(IReadOnlyList<TableName> tables) =>
        tables
            .SelectMany(t => new[] { t.Name, $"{t}" }.Select(name => (Name: name, Table: $"{t}")))
            .GroupBy(n => n.Name, n => n.Table)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g]);

    private static IEnumerable<string> Files(string root, string folder, string pattern)
    {
        var path = Path.Combine(root, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal) : [];
    }
}
