using Penstock.Jinja;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Words below a word of dbt, for instance <c>exceptions.warn</c>; each other one is refused.</summary>
internal sealed class HostObject(string name, Dictionary<string, object?> members, string? next = null) : IHostObject
{
    public string TypeName => name;

    public string Text => name;

    public bool TryGetAttribute(string attribute, out object? value) =>
        members.TryGetValue(attribute, out value) || next is null
            ? members.ContainsKey(attribute)
            : throw new JinjaException(JinjaErrorKind.Refused, $"{name}.{attribute} is not there") { Next = next };
}
