using System.Text.Json.Nodes;
using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>The word <c>var</c>.</summary>
internal sealed class VariableWord(
    Func<JinjaContext, BoundArguments, object?> read,
    IReadOnlyDictionary<string, JsonNode?> variables
) : IHostObject, ICallable
{
    public string TypeName => "var";

    public string Text => "var";

    public object? Call(JinjaContext context, CallArguments arguments) =>
        read(context, arguments.Bind("var", "name", "default?"));

    public bool TryGetAttribute(string name, out object? value)
    {
        value = new Function(name, (_, a) => variables.ContainsKey(a.Bind(name, "name").Text(0)));
        return name == "has_var";
    }
}
