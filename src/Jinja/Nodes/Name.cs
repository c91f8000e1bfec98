namespace Penstock.Jinja.Nodes;

internal sealed class Name(int line, string text) : Expression(line)
{
    public string Text { get; } = text;

    public override object? Evaluate(JinjaContext context)
    {
        context.Line = Line;
        return context.Resolve(Text);
    }
}
