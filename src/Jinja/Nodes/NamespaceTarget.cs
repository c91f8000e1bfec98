using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class NamespaceTarget(int line, Name space, string attribute) : Target(line)
{
    public override void Assign(JinjaContext context, object? value)
    {
        if (space.Evaluate(context) is not Namespace target)
            throw new JinjaException(JinjaErrorKind.RuntimeError, "cannot assign attribute on non-namespace object");
        target.Attributes[attribute] = value;
    }
}
