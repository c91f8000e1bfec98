using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Include(int line, Expression template, bool isMissingFine, bool withContext) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        JinjaTemplate found;
        try
        {
            found = context.Rendering.Environment.Find(template.Evaluate(context));
        }
        catch (JinjaException e) when (isMissingFine && e.Kind == JinjaErrorKind.TemplateNotFound)
        {
            return Flow.Next;
        }
        List<OutputPiece> output = [];
        found.Run(context, withContext ? context.Scope : null, output);
        context.Write(CapturedText.Of(output), Line);
        return Flow.Next;
    }
}
