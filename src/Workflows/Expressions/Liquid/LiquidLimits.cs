using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>Puts limits into a template that the engine does not have: on ranges, which are lists of all their numbers.</summary>
/// <param name="requireFilter">Throws for a filter that there is not.</param>
internal sealed class LiquidLimits(Action<string> requireFilter) : AstRewriter
{
    private const int MostNumbers = 1_000_000;

    protected override Fluid.Ast.Expression VisitRangeExpression(RangeExpression range) =>
        new Bounded((RangeExpression)base.VisitRangeExpression(range));

    protected override Fluid.Ast.Expression VisitFilterExpression(FilterExpression filter)
    {
        requireFilter(filter.Name);
        return base.VisitFilterExpression(filter);
    }

    private sealed class Bounded(RangeExpression range) : Fluid.Ast.Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var from = (await range.From.EvaluateAsync(context)).ToNumberValue();
            var to = (await range.To.EvaluateAsync(context)).ToNumberValue();
            return to - from > MostNumbers
                ? throw new ScriptStopped(ScriptStop.Steps)
                : await range.EvaluateAsync(context);
        }
    }
}
