using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Models.Templates;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// What the tests in YAML mean: macros <c>test_&lt;name&gt;</c> of the project, dbt's four, and those of dbt_utils and
/// dbt_expectations that people use most. Any other is refused by its name.
/// </summary>
internal sealed partial class GenericTest(TemplateRequest request)
{
    private const string ColumnArgument = "column_name";

    private static readonly Dictionary<string, KnownTest> Known = DbtTests
        .All.Concat(DbtUtilsTests.All)
        .Concat(DbtExpectationsTests.All)
        .ToDictionary(t => t.Name);

    private readonly HashSet<string> _macros =
    [
        .. request.Macros.SelectMany(m => Definition().Matches(m.Text)).Select(m => m.Groups["name"].Value),
    ];

    private IReadOnlyDictionary<string, MacroSignature>? _signatures;

    /// <summary>All tests that are known without a macro.</summary>
    public static IEnumerable<KnownTest> All => Known.Values;

    /// <summary>Names under which tests give values of their column.</summary>
    public static IReadOnlySet<string> ValueNames { get; } =
        new HashSet<string>
        {
            "unique_field",
            "value_field",
            "from_field",
            "previous_value",
            "lower_bound",
            "upper_bound",
            "next_lower_bound",
            "found",
            "newest",
            "most_recent",
        };

    /// <summary>The test without a macro that is meant; null: a macro of the project is.</summary>
    /// <exception cref="UsageException">There is no such test.</exception>
    public KnownTest? Find(string kind, string at)
    {
        var (package, name) = (
            kind.Contains('.', StringComparison.Ordinal) ? kind[..kind.LastIndexOf('.')] : null,
            kind[(kind.LastIndexOf('.') + 1)..]
        );
        // What the project defines itself wins over a test that is only nearly named.
        if (package is null && _macros.Contains(name))
            return null;
        if (Known.TryGetValue(kind is ['d', 'b', 't', '.', ..] ? name : kind, out var known))
            return known;
        if (package is null && Known.Values.FirstOrDefault(t => t.ShortName == name) is { } shortly)
            return shortly;
        if (_macros.Contains(name))
            return null;
        var listed = Known.Keys.Where(k => package is null || k.StartsWith($"{package}.", StringComparison.Ordinal));
        throw new UsageException(
            $"There is no test '{kind}' (known: {string.Join(", ", listed.DefaultIfEmpty("none of this package"))})",
            at,
            Identifier().IsMatch(name)
                ? $"write it as {{% test {name}(model, column_name) %}} in a file of macros/ or tests/generic/"
                : "mend the name"
        );
    }

    /// <summary>What <c>column_name</c> is in a macro: quoted only where it must be, as in dbt with <c>quote: true</c>.</summary>
    public static string ColumnWord(string column) => Identifier().IsMatch(column) ? column : Sql.Identifier(column);

    /// <summary>The call of a macro of the project.</summary>
    public string Call(TestCall call)
    {
        var name = call.Kind[(call.Kind.LastIndexOf('.') + 1)..];
        var column = call.ColumnName is null && !call.Has(ColumnArgument) ? "" : $", {ColumnArgument}={ColumnArgument}";
        _signatures ??= TemplateEngine.Signatures(request);
        if (
            _signatures.GetValueOrDefault($"test_{name}") is { TakesNamed: false } signature
            && call.Given.Select(g => g.Key).FirstOrDefault(k => !signature.Parameters.Contains(k)) is { } unknown
        )
            throw call.Error(
                unknown,
                $"The test {call.Kind} takes no '{unknown}' "
                    + $"(known: {string.Join(", ", signature.Parameters.Except(["model"]))})"
            );
        var given = call
            .Given.Where(g => g.Key != ColumnArgument)
            .Select(g => $", {Word(g.Key)}={Value(g.Key, g.Value)}");
        return $"{{% set subject %}}{call.Subject}{{% endset %}}{{{{ test_{Word(name)}"
            + $"(model=subject{column}{string.Concat(given)}) }}}}";

        string Word(string text) =>
            Identifier().IsMatch(text)
                ? text
                : throw call.Error(text, $"Not a name of a test or an argument: '{text}'");

        // Tables and templates are given as what they mean.
        string Value(string key, JsonNode? value) =>
            value?.ToString() is not { } text || value is not JsonValue ? $"arguments.{key}"
            : TestCall.IsReference(text) ? text
            : Template().Match(text) is { Success: true } template ? $"({template.Groups[1].Value})"
            : text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal)
                ? throw call.Error(key, $"'{key}' of the test {call.Kind} must be one expression in braces, or none")
            : $"arguments.{key}";
    }

    [GeneratedRegex(@"\{%[-+]?\s*(((data_)?test\s+)|(macro\s+test_))(?<name>\w+)\s*\(")]
    private static partial Regex Definition();

    [GeneratedRegex(@"^\s*\{\{((?:(?!\}\}|\{\{).)*)\}\}\s*$", RegexOptions.Singleline)]
    private static partial Regex Template();

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Identifier();
}
