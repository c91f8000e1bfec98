using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Chooses models as dbt's users do. A word is a name, <c>zone.table</c>, a zone, a pattern with <c>*</c>, or <c>tag:</c>,
/// <c>path:</c>,
/// <c>config.materialized:</c>, <c>state:modified</c> with a value; <c>+</c> before or behind it (with a number: so far) adds
/// what it reads
/// or what reads it; <c>@</c> before it adds what reads it and all that those read; commas within a word mean both, several
/// words mean either.
/// </summary>
/// <param name="project">The models.</param>
/// <param name="published">The definitions of the models whose tables are there, see <see cref="Model.Definition"/>.</param>
internal sealed class ModelSelector(ModelProject project, IReadOnlyDictionary<TableName, string> published)
{
    /// <summary>The selected models in order.</summary>
    /// <exception cref="UsageException">A word selects nothing.</exception>
    public static async Task<IReadOnlyList<Model>> ModelsAsync(
        Lake lake,
        ModelProject project,
        RunModelsOptions options,
        CancellationToken cancellationToken
    )
    {
        var words = options.Models.Concat(options.Exclude);
        var published = words.Any(w => w.Contains("state:", StringComparison.Ordinal))
            ? await PublishedModels.DefinitionsAsync(lake, cancellationToken)
            : new Dictionary<TableName, string>();
        return new ModelSelector(project, published).Select(options.Models, options.Exclude);
    }

    /// <summary>The models of a selection in order; no word means all.</summary>
    /// <exception cref="UsageException">A word selects nothing.</exception>
    public IReadOnlyList<Model> Select(IReadOnlyList<string> words, IReadOnlyList<string>? exclude = null)
    {
        var chosen = words.Count == 0 ? project.Models.ToHashSet() : Any(words);
        if (exclude is { Count: > 0 })
            chosen.ExceptWith(Any(exclude));
        return [.. project.Models.Where(chosen.Contains)];
    }

    /// <summary>The tests of the selected models, and where all models are meant those of the project.</summary>
    public static async Task<IReadOnlyList<ModelTest>> TestsAsync(
        Lake lake,
        ModelProject project,
        RunModelsOptions options,
        CancellationToken cancellationToken
    )
    {
        // A test can be named itself.
        if (options.Models.Count > 0 && options.Models.All(w => project.Tests.Any(t => t.Name == w)))
            return [.. project.Tests.Where(t => options.Models.Contains(t.Name))];
        var tables = (await ModelsAsync(lake, project, options, cancellationToken)).Select(m => m.Table).ToHashSet();
        var isAll = options.Models.Count == 0 && options.Exclude.Count == 0;
        return
        [
            .. project.Tests.Where(t =>
                isAll || (t.Model is { } model ? tables.Contains(model) : t.Inputs.Any(tables.Contains))
            ),
        ];
    }

    private HashSet<Model> Any(IEnumerable<string> words) =>
        [.. words.SelectMany(w => w.Split(' ', StringSplitOptions.RemoveEmptyEntries)).SelectMany(All)];

    private HashSet<Model> All(string word)
    {
        var sets = word.Split(',').Select(One).ToList();
        return sets.Skip(1).Aggregate(sets[0], (both, next) => [.. both.Intersect(next)]);
    }

    private HashSet<Model> One(string word)
    {
        var (rest, up, down, isAt) = (word, 0, 0, false);
        if (rest.StartsWith('@'))
            (rest, isAt, down) = (rest[1..], true, int.MaxValue);
        var plus = rest.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0 && rest[..plus].All(char.IsAsciiDigit))
        {
            up = plus == 0 ? int.MaxValue : int.Parse(rest[..plus], System.Globalization.CultureInfo.InvariantCulture);
            rest = rest[(plus + 1)..];
        }
        plus = rest.LastIndexOf('+');
        if (plus >= 0 && rest[(plus + 1)..].All(char.IsAsciiDigit))
        {
            down =
                plus == rest.Length - 1
                    ? int.MaxValue
                    : int.Parse(rest[(plus + 1)..], System.Globalization.CultureInfo.InvariantCulture);
            rest = rest[..plus];
        }
        var found = Meant(rest);
        if (found.Count == 0 && !rest.StartsWith("state:", StringComparison.Ordinal))
            throw new UsageException(
                $"No model is selected by '{word}'",
                project.Folder,
                $"choose a zone or one of: {string.Join(", ", project.Models)}"
            );
        HashSet<Model> all = [.. found, .. Reach(found, up, Parents), .. Reach(found, down, Children)];
        return isAt ? [.. all, .. Reach(all, int.MaxValue, Parents)] : all;
    }

    private HashSet<Model> Meant(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var value = colon < 0 ? word : word[(colon + 1)..];
        Func<Model, bool> isMeant =
            colon < 0
                ? m => value == m.Table.Zone || Matches(m.Table.Name, value) || Matches(m.Table.ToString(), value)
                : word[..colon] switch
                {
                    "tag" => m => m.Header.Tags.Any(t => Matches(t, value)),
                    "path" => m =>
                        m.File == value || m.File.StartsWith(value.TrimEnd('/') + '/', StringComparison.Ordinal),
                    "config.materialized" => m =>
                        m.Header.Materialized.ToString().Equals(value, StringComparison.OrdinalIgnoreCase),
                    "owner" => m => m.Header.Owner is { } owner && Matches(owner, value),
                    "state" when value == "modified" => m => published.GetValueOrDefault(m.Table) != m.Definition,
                    "state" when value == "new" => m => !published.ContainsKey(m.Table),
                    _ => throw new UsageException(
                        $"Not understood in a selection: '{word}'",
                        null,
                        "use a name, a zone, tag:, path:, owner:, config.materialized:, state:modified or state:new"
                    ),
                };
        return [.. project.Models.Where(isMeant)];
    }

    private static HashSet<Model> Reach(IEnumerable<Model> from, int steps, Func<Model, IEnumerable<Model>> next)
    {
        HashSet<Model> all = [];
        var edge = from.ToList();
        for (var i = 0; i < steps && edge.Count > 0; i++)
            edge = [.. edge.SelectMany(next).Distinct().Where(all.Add)];
        return all;
    }

    private IEnumerable<Model> Parents(Model model) => project.Models.Where(m => model.DependsOn.Contains(m.Table));

    private IEnumerable<Model> Children(Model model) => project.Models.Where(m => m.DependsOn.Contains(model.Table));

    private static bool Matches(string text, string pattern) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
