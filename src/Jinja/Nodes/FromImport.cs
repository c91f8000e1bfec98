using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class FromImport(
    int line,
    Expression template,
    IReadOnlyList<(string Name, string Alias)> names,
    bool withContext
) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var found = context.Rendering.Environment.Find(template.Evaluate(context));
        var module = found.Module(context, withContext);
        foreach (var (name, alias) in names)
            context.Scope.Set(
                alias,
                module.Exported.TryGet(name, out var value)
                    ? value
                    : new Undefined(
                        $"the template {Repr.Quote(module.Name)} does not export the requested name {Repr.Quote(name)}"
                    )
            );
        return Flow.Next;
    }
}
