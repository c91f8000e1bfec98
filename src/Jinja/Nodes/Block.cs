using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Block(int line, string name, bool isScoped, bool isRequired, Sequence body) : Statement(line)
{
    public string Name { get; } = name;

    public override Flow Execute(JinjaContext context)
    {
        if (context.IsSilent)
            return Flow.Next;
        context.Line = Line;
        Render(context, 0, isScoped ? context.Scope : context.TopScope, null);
        return Flow.Next;
    }

    /// <summary>Renders one of the blocks of this name: the first is that of the youngest template.</summary>
    public static void Render(JinjaContext context, string name, List<OutputPiece> output) =>
        context.Rendering.Blocks[name][0].Block.Render(context, 0, context.TopScope, output);

    private void Render(JinjaContext context, int level, Scope around, List<OutputPiece>? output)
    {
        var all = context.Rendering.Blocks[Name];
        var (block, template) = all[level];
        if (block.IsRequired)
            throw new JinjaException(JinjaErrorKind.RuntimeError, $"Required block '{Name}' not found");
        var inner = context.With(new Scope(around), template, output);
        inner.Scope.Set("super", SuperOf(level));
        try
        {
            block.Body.Execute(inner);
        }
        catch (JinjaException e)
        {
            throw e.At(template.Source, inner.Line);
        }

        object SuperOf(int from) =>
            from + 1 < all.Count
                ? new Function(
                    "super",
                    (_, _) =>
                    {
                        List<OutputPiece> text = [];
                        Render(context, from + 1, around, text);
                        return CapturedText.Of(text);
                    }
                )
                : new Undefined($"there is no parent block called '{Name}'.");
    }

    private bool IsRequired { get; } = isRequired;

    private Sequence Body { get; } = body;
}
