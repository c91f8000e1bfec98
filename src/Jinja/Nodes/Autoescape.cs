using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Autoescape(int line, Expression value, Sequence body) : Statement(line)
{
    public override Flow Execute(JinjaContext context) =>
        body.Execute(context.Escaped(Truth.Of(value.Evaluate(context))));
}
