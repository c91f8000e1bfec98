using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>A word of dbt that is not there: whoever uses it is told why.</summary>
internal sealed class Refusal(string name, string why) : IHostObject, ICallable
{
    public string TypeName => name;

    public string Text => throw Refuse();

    public object? Call(JinjaContext context, CallArguments arguments) => throw Refuse();

    public bool TryGetAttribute(string attribute, out object? value) => throw Refuse();

    private JinjaException Refuse() =>
        new(JinjaErrorKind.Refused, $"{name} is not there. {why}") { Next = "take it out, or do as the message says" };
}
