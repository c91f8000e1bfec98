namespace Penstock.Jinja.Nodes;

internal sealed class Data(int line, string text) : Statement(line)
{
    public string Text { get; } = text;

    public override Flow Execute(JinjaContext context)
    {
        context.WriteData(Text, Line);
        return Flow.Next;
    }
}
