namespace Penstock.Jinja.Nodes;

/// <summary>A part of a template that does something.</summary>
internal abstract class Statement(int line)
{
    public int Line { get; } = line;

    public abstract Flow Execute(JinjaContext context);
}
