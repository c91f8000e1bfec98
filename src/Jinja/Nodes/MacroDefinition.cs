using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class MacroDefinition(
    int line,
    string name,
    IReadOnlyList<(string Name, Expression? Default)> parameters,
    Sequence body,
    IReadOnlySet<string> names
) : Statement(line)
{
    public string Name { get; } = name;

    public IReadOnlyList<(string Name, Expression? Default)> Parameters { get; } = parameters;

    public Sequence Body { get; } = body;

    public bool TakesNamed { get; } = Takes("kwargs", names, parameters);

    public bool TakesMore { get; } = Takes("varargs", names, parameters);

    public bool TakesCaller { get; } = names.Contains("caller");

    public override Flow Execute(JinjaContext context)
    {
        context.Scope.Set(Name, new Macro(this, context));
        return Flow.Next;
    }

    private static bool Takes(
        string word,
        IReadOnlySet<string> names,
        IReadOnlyList<(string Name, Expression? Default)> parameters
    ) => names.Contains(word) && parameters.All(p => p.Name != word);
}
