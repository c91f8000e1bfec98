namespace Penstock.Jinja.Nodes;

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class Jump(int line, Flow flow) : Statement(line)
{
    public override Flow Execute(JinjaContext context) => flow;
}
