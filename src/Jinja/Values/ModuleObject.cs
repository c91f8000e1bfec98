namespace Penstock.Jinja.Values;

/// <summary>An imported template: the macros and variables of its top level, and what it wrote.</summary>
internal sealed class ModuleObject(string name, JinjaDict exported, object text) : IHostObject
{
    public string TypeName => "TemplateModule";

    public string Text => Texts.TryGet(text, out var plain) ? plain : "";

    public JinjaDict Exported { get; } = exported;

    public string Name { get; } = name;

    public bool TryGetAttribute(string name, out object? value) => Exported.TryGet(name, out value);
}
