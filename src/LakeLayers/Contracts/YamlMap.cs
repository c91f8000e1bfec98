using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// A YAML mapping that knows its file and lines, so that every error can name them. A key that nobody asked about is an error.
/// </summary>
internal sealed class YamlMap
{
    private static readonly SearchValues<char> Syntax = SearchValues.Create(":#&*!|>%@`\n,");

    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly string _file;

    private YamlMap(string file, int line, Dictionary<string, YamlNode> values) =>
        (_file, Line, _values) = (file, line, values);

    private YamlMap(string file, YamlMappingNode node)
    {
        _file = file;
        Line = (int)node.Start.Line;
        foreach (var (key, value) in node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw Error(key, "A key must be plain text");
            _values[name] = value;
        }
    }

    public int Line { get; }

    public string File => _file;

    /// <summary>Reads a file's one document.</summary>
    public static YamlMap Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new UsageException(
                $"Not readable as YAML: {e.InnerException?.Message ?? e.Message}",
                $"{file}:{e.Start.Line}",
                "mend the file and run again",
                e
            );
        }
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            throw new UsageException(
                "Expected one YAML document with keys",
                $"{file}:1",
                "mend the file and run again"
            );
        return new YamlMap(file, root);
    }

    /// <summary>Refuses keys that are not in the list.</summary>
    public void Allow(params ReadOnlySpan<string> known)
    {
        foreach (var (key, value) in _values)
        {
            if (known.Contains(key))
                continue;
            throw Error(value, $"Unknown key '{key}' (known here: {string.Join(", ", known.ToArray())})");
        }
    }

    /// <summary>The same without some keys.</summary>
    public YamlMap Without(IReadOnlyCollection<string> keys) =>
        new(_file, Line, _values.Where(v => !keys.Contains(v.Key)).ToDictionary());

    public bool Has(string key) => _values.ContainsKey(key);

    public bool IsMap(string key) => _values.GetValueOrDefault(key) is YamlMappingNode;

    public IReadOnlyCollection<string> Keys => _values.Keys;

    public int LineOf(string key) => _values.TryGetValue(key, out var node) ? (int)node.Start.Line : Line;

    public string? Text(string key) =>
        !_values.TryGetValue(key, out var node) ? null
        : node is YamlScalarNode { Value: { } value } ? value
        : throw Error(node, $"'{key}' must be text");

    public string Require(string key) =>
        Text(key) is { Length: > 0 } value
            ? value
            : throw new UsageException($"The key '{key}' is missing", $"{_file}:{Line}", "add it and run again");

    public bool Flag(string key) =>
        Text(key) switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw Error(_values[key], $"'{key}' must be true or false, not '{other}'"),
        };

    /// <summary>A value of an enumeration, written in lower case with underscores; a plus sign may stand for one.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return fallback;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Word(value) == text.Replace('+', '_'))
                return value;
        }
        throw Error(
            key,
            $"Unknown value '{text}' of '{key}' (known: {string.Join(", ", Enum.GetValues<T>().Select(Word))})"
        );

        static string Word(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
    }

    public int? Integer(string key) =>
        Text(key) switch
        {
            null => null,
            var text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) =>
                number,
            var other => throw Error(_values[key], $"'{key}' must be a whole number, not '{other}'"),
        };

    public YamlMap? Map(string key) =>
        !_values.TryGetValue(key, out var node) ? null
        : node is YamlMappingNode map ? new YamlMap(_file, map)
        : throw Error(node, $"'{key}' must hold keys");

    public IReadOnlyList<YamlMap> Maps(string key) =>
        [
            .. Items(key)
                .Select(n =>
                    n is YamlMappingNode map
                        ? new YamlMap(_file, map)
                        : throw Error(n, $"Each entry of '{key}' must hold keys")
                ),
        ];

    /// <summary>Plain values; quoted ones are told apart from bare ones by <see cref="YamlScalar.IsQuoted"/>.</summary>
    public IReadOnlyList<YamlScalar> Scalars(string key) => [.. Items(key).Select(n => Scalar(n, key))];

    public YamlScalar Scalar(string key) => Scalar(_values[key], key);

    /// <summary>One plain value or a list of them.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        _values.GetValueOrDefault(key) is YamlSequenceNode ? [.. Scalars(key).Select(s => s.Value)]
        : Text(key) is { } one ? [one]
        : [];

    /// <summary>
    /// A list whose entries are a name, or a name with keys below it, or keys of which <c>test_name</c> is the name.
    /// </summary>
    public IReadOnlyList<(string Name, int Line, YamlMap? Map)> Named(string key) =>
        [
            .. Items(key)
                .Select(node =>
                    node switch
                    {
                        YamlScalarNode { Value: { } name } => (name, (int)node.Start.Line, (YamlMap?)null),
                        YamlMappingNode
                        {
                            Children: [{ Key: YamlScalarNode { Value: { } name }, Value: YamlMappingNode inner }]
                        } => (name, (int)node.Start.Line, new YamlMap(_file, inner)),
                        YamlMappingNode
                        {
                            Children: [
                                {
                                    Key: YamlScalarNode { Value: { } name },
                                    Value: YamlScalarNode { Value: null or "" }
                                },
                            ]
                        } => (name, (int)node.Start.Line, (YamlMap?)null),
                        YamlMappingNode inner when new YamlMap(_file, inner) is var keys && keys.Has("test_name") => (
                            keys.Require("test_name"),
                            (int)node.Start.Line,
                            (YamlMap?)keys
                        ),
                        _ => throw Error(node, $"Each entry of '{key}' must be a name, or a name with keys below it"),
                    }
                ),
        ];

    /// <summary>Everything below a key as JSON: numbers, true, false and null where they are not quoted.</summary>
    public JsonNode? Json(string key) => _values.TryGetValue(key, out var node) ? ToJson(node) : null;

    /// <summary>The whole as JSON.</summary>
    public JsonObject ToJson() => new(_values.Select(v => KeyValuePair.Create(v.Key, ToJson(v.Value))));

    /// <summary>
    /// A value that stands alone, as YAML reads it: numbers, true, false, null, lists and maps in brackets; anything else is
    /// text,
    /// also what begins with a zero that would be lost.
    /// </summary>
    public static JsonNode? Value(string text)
    {
        var trimmed = text.Trim();
        var isZeroed = trimmed.TrimStart('-', '+') is ['0', >= '0' and <= '9', ..];
        if (isZeroed || trimmed.Length == 0 || trimmed.StartsWith('+'))
            return text;
        if (trimmed[0] is not ('[' or '{' or '"' or '\''))
            return trimmed.AsSpan().ContainsAny(Syntax)
                ? text
                : ToJson(new YamlScalarNode(trimmed) { Style = ScalarStyle.Plain });
        try
        {
            return Parse("--var", $"value: {trimmed}").Json("value");
        }
        catch (UsageException)
        {
            return text;
        }
    }

    /// <summary>A line of the file as messages name it.</summary>
    public string At(int line) => $"{_file}:{line}";

    public UsageException Error(string key, string what, string next = "mend the file and run again") =>
        new(what, $"{_file}:{LineOf(key)}", next);

    private YamlScalar Scalar(YamlNode node, string key) =>
        node is YamlScalarNode { Value: { } value } scalar
            ? new YamlScalar(value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            : throw Error(node, $"'{key}' must hold plain values");

    private static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value ?? "", ToJson(c.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
            YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: { } text } => text switch
            {
                "" or "~" or "null" => null,
                "true" => true,
                "false" => false,
                _ when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                    number,
                _ => text,
            },
            YamlScalarNode scalar => scalar.Value,
            _ => null,
        };

    private IEnumerable<YamlNode> Items(string key) =>
        !_values.TryGetValue(key, out var node) ? []
        : node is YamlSequenceNode list ? list.Children
        : throw Error(node, $"'{key}' must be a list");

    private UsageException Error(YamlNode node, string what) =>
        new(what, $"{_file}:{node.Start.Line}", "mend the file and run again");
}
