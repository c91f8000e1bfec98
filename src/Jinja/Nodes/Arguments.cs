using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

/// <summary>The arguments of a call, a filter or a test. A name of null: the pairs of a dict.</summary>
internal sealed class Arguments(
    IReadOnlyList<Argument> positional,
    IReadOnlyList<(string? Name, Expression Value)> named
)
{
    public static readonly Arguments None = new(Array.Empty<Argument>(), []);

    /// <param name="context">Where.</param>
    /// <param name="hasFirst">Whether a value comes before them.</param>
    /// <param name="first">That value.</param>
    public CallArguments Evaluate(JinjaContext context, bool hasFirst = false, object? first = null)
    {
        if (!hasFirst && positional.Count == 0 && named.Count == 0)
            return CallArguments.None;
        List<object?> values = hasFirst ? [first] : [];
        foreach (var (value, isUnpacked) in positional)
        {
            if (isUnpacked)
                values.AddRange(Iteration.Of(value.Evaluate(context)));
            else
                values.Add(value.Evaluate(context));
        }
        if (named.Count == 0)
            return new CallArguments(values);
        List<KeyValuePair<string, object?>> pairs = [];
        foreach (var (name, value) in named)
        {
            if (name is not null)
                Add(name, value.Evaluate(context));
            else if (value.Evaluate(context) is JinjaDict dict)
            {
                foreach (var (key, item) in dict.Pairs)
                    Add(Texts.TryGet(key, out var text) ? text : throw PyError.Type("keywords must be strings"), item);
            }
            else
                throw PyError.Type("argument after ** must be a mapping");
        }
        return new CallArguments(values, pairs);

        void Add(string name, object? value)
        {
            if (pairs.Any(p => p.Key == name))
                throw PyError.Type($"got multiple values for keyword argument '{name}'");
            pairs.Add(new(name, value));
        }
    }
}
