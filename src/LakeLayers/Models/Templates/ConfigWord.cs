using System.Text.Json.Nodes;
using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>The word <c>config</c>: called, it sets values; they can be read by <c>get</c> and <c>require</c>.</summary>
internal sealed class ConfigWord : IHostObject, ICallable
{
    private readonly JinjaDict _values = new();

    public string TypeName => "config";

    public string Text => "";

    public JinjaDict Values => _values;

    public JsonObject ToJson() => JinjaJson.ToNode(_values)!.AsObject();

    public object? Call(JinjaContext context, CallArguments arguments)
    {
        if (arguments.Positional is [JinjaDict given])
            foreach (var (key, value) in given.Pairs)
                _values[$"{key}"] = value;
        else if (arguments.Positional.Count > 0)
            throw new JinjaException(JinjaErrorKind.TypeError, "config() takes names with values, or one dict");
        foreach (var (key, value) in arguments.Named)
            _values[key] = value;
        return "";
    }

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "get" or "meta_get" => new Function(
                name,
                (_, a) =>
                    a.Bind(name, "name", "default?", "validator?") is var b && _values.TryGet(b[0], out var found)
                        ? found
                        : b[1]
            ),
            "require" or "meta_require" => new Function(
                name,
                (_, a) =>
                    a.Bind(name, "name", "validator?") is var b && _values.TryGet(b[0], out var found)
                        ? found
                        : throw new JinjaException(
                            JinjaErrorKind.Refused,
                            $"The model needs a value of '{b.Text(0)}' in its config"
                        )
                        {
                            Next = "add it",
                        }
            ),
            "set" => new Function(
                name,
                (_, a) =>
                {
                    var bound = a.Bind(name, "name", "value");
                    _values[bound.Text(0)] = bound[1];
                    return "";
                }
            ),
            "persist_relation_docs" or "persist_column_docs" => new Function(name, (_, _) => false),
            _ => this,
        };
        return value != this;
    }
}
