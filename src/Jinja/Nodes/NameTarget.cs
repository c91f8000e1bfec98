namespace Penstock.Jinja.Nodes;

internal sealed class NameTarget(int line, string name) : Target(line)
{
    public override void Assign(JinjaContext context, object? value) => context.Scope.Set(name, value);
}
