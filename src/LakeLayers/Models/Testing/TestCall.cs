using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A test where it stands: what it is about and what it is given. A value that is missing or of another kind is an error
/// with its file and line.</summary>
/// <param name="Kind">The test, with its package where one is named.</param>
/// <param name="Subject">What stands behind FROM.</param>
/// <param name="ColumnName">The column that it stands below; null: it stands with the model.</param>
/// <param name="Map">Its arguments; null: there are none.</param>
/// <param name="At">Its file and line.</param>
internal sealed partial record TestCall(string Kind, string Subject, string? ColumnName, YamlMap? Map, string At)
{
    private readonly JsonObject _given = Map?.ToJson() ?? [];

    /// <summary>The column as SQL. One that is given as an argument may be an expression.</summary>
    public string Column =>
        ColumnName is not null ? Sql.Identifier(ColumnName)
        : _given["column_name"] is { } given ? Expression(given.ToString())
        : throw Missing("column_name");

    /// <summary>Whether the test is about a column.</summary>
    public bool HasColumn => ColumnName is not null || Has("column_name");

    /// <summary>What the test is given.</summary>
    public JsonObject Given => _given;

    public bool Has(string key) => _given[key] is not null;

    /// <summary>A text or a number as it is written.</summary>
    public string Text(string key) =>
        _given[key] switch
        {
            null => throw Missing(key),
            JsonValue value => value.ToString(),
            _ => throw Error(key, $"'{key}' of the test {Kind} must be one value"),
        };

    /// <summary>The same, or null.</summary>
    public string? Find(string key) => Has(key) ? Text(key) : null;

    public bool Flag(string key, bool fallback = false) =>
        !Has(key) ? fallback
        : _given[key]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? _given[key]!.GetValue<bool>()
        : throw Error(key, $"'{key}' of the test {Kind} must be true or false");

    /// <summary>A whole number.</summary>
    public long Number(string key) =>
        long.TryParse(Text(key), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error(key, $"'{key}' of the test {Kind} must be a whole number, not '{Text(key)}'");

    /// <summary>A list, or one value.</summary>
    public IReadOnlyList<JsonNode?> List(string key) =>
        _given[key] switch
        {
            null => throw Missing(key),
            JsonArray list => [.. list],
            JsonValue value when value.ToString().Contains("{{", StringComparison.Ordinal) => throw Error(
                key,
                $"'{key}' of the test {Kind} must be a list that is written out: it is read before templates are"
            ),
            var one => [one],
        };

    /// <summary>Names of columns.</summary>
    public IReadOnlyList<string> Names(string key) =>
        [.. List(key).Select(v => v?.ToString() ?? throw Error(key, $"A name in '{key}' is missing"))];

    /// <summary>Columns as SQL: names are quoted, anything else is an expression.</summary>
    public IReadOnlyList<string> Columns(string key) => [.. Names(key).Select(Expression)];

    /// <summary>A table, as the template names it.</summary>
    public string Table(string key) =>
        Braces().Replace(Text(key), "$1") is var text && IsReference(text) ? $"{{{{ {text} }}}}"
        : PlainName().IsMatch(text) ? $"{{{{ ref('{text}') }}}}"
        : throw Error(key, $"'{key}' of the test {Kind} must be ref('…') or source('…', '…'), not '{text}'");

    /// <summary>Whether a text is a call that gives a table.</summary>
    public static bool IsReference(string text) => Reference().IsMatch(text);

    /// <summary>A name as an identifier; anything else as the expression that it is.</summary>
    public static string Expression(string text) =>
        PlainName().IsMatch(text) && !text.Contains('.', StringComparison.Ordinal) ? Sql.Identifier(text) : text;

    /// <summary>
    /// Whether a value is in a list, as SQL. Numbers are compared as numbers, and with texts by their digits; NULL in the list
    /// says that a missing value is right, which it always is.
    /// </summary>
    public string IsIn(string value, string key, bool quote)
    {
        var listed = List(key).Where(v => v is not null && (quote || !IsNull(v))).Select(v => v!).ToList();
        if (listed.Exists(v => v is not JsonValue))
            throw Error(key, $"'{key}' of the test {Kind} must be a list of values");
        if (listed.Count == 0)
            return "false";
        if (!quote)
            return $"{value} IN ({string.Join(", ", listed)})";
        var texts = string.Join(", ", listed.Select(v => Sql.Literal(v.ToString())));
        return listed.TrueForAll(v => v.GetValueKind() == JsonValueKind.Number)
            ? $"(CASE WHEN typeof({value}) = 'VARCHAR' THEN {value}::VARCHAR IN ({texts}) "
                + $"ELSE {value} IN ({string.Join(", ", listed)}) END)"
            : $"{value} IN ({texts})";
    }

    public UsageException Missing(string key) => new($"The test {Kind} needs '{key}'", At, "add it and run again");

    public UsageException Error(string key, string what) =>
        Map?.Has(key) == true ? Map.Error(key, what) : new UsageException(what, At, "mend the file and run again");

    private static bool IsNull(JsonNode value) =>
        value.ToString().Trim().Equals("null", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*(ref|source)\(\s*('[\w.]+'|""[\w.]+"")(\s*,\s*('[\w.]+'|""[\w.]+""))?\s*\)\s*$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\s*\{\{(.*)\}\}\s*$")]
    private static partial Regex Braces();

    [GeneratedRegex(@"^[A-Za-z_][\w.]*$")]
    private static partial Regex PlainName();
}
