using Penstock.Core.Errors;
using YamlDotNet.RepresentationModel;

namespace Penstock.Warehouse.Schemas;

/// <summary>A mapping of a YAML file that knows its place in it, so that every complaint names file, line and key.</summary>
internal sealed class YamlMap(string file, string path, YamlMappingNode node)
{
    /// <summary>The mapping's keys in the file's order.</summary>
    public IEnumerable<string> Keys => node.Children.Keys.Select(k => ((YamlScalarNode)k).Value ?? "");

    /// <summary>Refuses keys that nobody reads: a misspelt key must not be ignored in silence.</summary>
    public void Allow(params string[] known)
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !known.Contains(name))
                throw Wrong(
                    key,
                    Join((key as YamlScalarNode)?.Value ?? "?"),
                    $"is not known here; known are {string.Join(", ", known)}"
                );
        }
    }

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
            return null;
        return value is YamlScalarNode { Value.Length: > 0 } scalar
            ? scalar.Value
            : throw Wrong(value, Join(key), "must be a text");
    }

    public string RequiredText(string key) => Text(key) ?? throw Missing(key);

    public bool Flag(string key) =>
        Text(key) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw Wrong(key, "must be true or false"),
        };

    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key) is not { } value)
            return [];
        return value switch
        {
            YamlScalarNode { Value.Length: > 0 } one => [one.Value!],
            YamlSequenceNode list =>
            [
                .. list.Children.Select(c =>
                    c is YamlScalarNode { Value.Length: > 0 } s
                        ? s.Value!
                        : throw Wrong(c, Join(key), "must be a list of texts")
                ),
            ],
            _ => throw Wrong(value, Join(key), "must be a text or a list of texts"),
        };
    }

    public IReadOnlyList<string> RequiredTexts(string key) =>
        Texts(key) is { Count: > 0 } texts ? texts : throw Missing(key);

    public IReadOnlyList<IReadOnlyList<string>> Lists(string key)
    {
        if (Find(key) is not { } value)
            return [];
        if (value is not YamlSequenceNode lists)
            throw Wrong(value, Join(key), "must be a list of lists of columns");
        return
        [
            .. lists.Children.Select(l =>
                l is YamlSequenceNode inner
                    ? (IReadOnlyList<string>)
                        [
                            .. inner.Children.Select(c =>
                                (c as YamlScalarNode)?.Value ?? throw Wrong(c, Join(key), "must hold column names")
                            ),
                        ]
                    : throw Wrong(l, Join(key), "must be a list of lists of columns")
            ),
        ];
    }

    public YamlMap? Map(string key)
    {
        if (Find(key) is not { } value)
            return null;
        return value is YamlMappingNode map
            ? new YamlMap(file, Join(key), map)
            : throw Wrong(value, Join(key), "must be a mapping");
    }

    public YamlMap RequiredMap(string key) => Map(key) ?? throw Missing(key);

    /// <summary>The values of a mapping of texts.</summary>
    public Dictionary<string, string> TextMap(string key) =>
        Map(key) is { } map ? map.Keys.ToDictionary(k => k, map.RequiredText, StringComparer.Ordinal) : [];

    public UsageException Wrong(string key, string complaint) => Wrong(Find(key) ?? node, Join(key), complaint);

    private UsageException Missing(string key) => Wrong(node, Join(key), "is missing");

    private UsageException Wrong(YamlNode at, string key, string complaint) =>
        new(
            $"The warehouse schema file is not right: '{key}' {complaint}",
            $"{file}, line {at.Start.Line}",
            "correct the file and run again"
        );

    private YamlNode? Find(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
