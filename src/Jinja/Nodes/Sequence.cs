namespace Penstock.Jinja.Nodes;

internal sealed class Sequence(IReadOnlyList<Statement> statements) : Statement(0)
{
    public IReadOnlyList<Statement> Statements { get; } = statements;

    public override Flow Execute(JinjaContext context)
    {
        foreach (var statement in Statements)
        {
            context.Rendering.Step();
            var flow = statement.Execute(context);
            if (flow != Flow.Next)
                return flow;
        }
        return Flow.Next;
    }
}
