namespace Penstock.Jinja.Nodes;

/// <summary>Stands for what a block wrote, in the filters that are applied to it.</summary>
internal sealed class Placeholder(int line) : Expression(line)
{
    public const string Name = "\0block";

    public override object? Evaluate(JinjaContext context) => context.Resolve(Name);
}
