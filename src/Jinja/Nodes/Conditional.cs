using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Conditional(int line, Expression test, Expression value, Expression? otherwise) : Expression(line)
{
    public override object? Evaluate(JinjaContext context) =>
        Truth.Of(test.Evaluate(context)) ? value.Evaluate(context)
        : otherwise is not null ? otherwise.Evaluate(context)
        : new Undefined(
            "the inline if-expression on line " + Line + " evaluated to false and no else section was defined."
        );
}
