using Penstock.Jinja.Nodes;

namespace Penstock.Jinja.Values;

/// <summary>The variable <c>self</c>: the blocks of the template, to be called.</summary>
internal sealed class TemplateSelf(JinjaContext context) : IHostObject
{
    public string TypeName => "TemplateReference";

    public string Text => $"<TemplateReference {Repr.Quote(context.File)}>";

    public bool TryGetAttribute(string name, out object? value)
    {
        value = null;
        if (!context.Rendering.Blocks.ContainsKey(name))
            return false;
        value = new Function(
            name,
            (_, _) =>
            {
                List<OutputPiece> output = [];
                Block.Render(context, name, output);
                return CapturedText.Of(output);
            }
        );
        return true;
    }
}
