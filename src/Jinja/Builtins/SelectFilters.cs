using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary><c>map</c>, <c>select</c> and their kin.</summary>
internal static class SelectFilters
{
    public static void AddTo(Dictionary<string, JinjaFunction> filters)
    {
        filters["map"] = Map;
        filters["select"] = (c, a) => Select(c, a, 0, true);
        filters["reject"] = (c, a) => Select(c, a, 0, false);
        filters["selectattr"] = (c, a) => Select(c, a, 1, true);
        filters["rejectattr"] = (c, a) => Select(c, a, 1, false);
    }

    private static object? Map(JinjaContext context, CallArguments arguments)
    {
        var rest = arguments.Without(1);
        Func<object?, object?> change;
        if (
            rest.Positional.Count == 0
            && rest.Named.FirstOrDefault(n => n.Key == "attribute") is { Key: not null } attribute
        )
        {
            var others = rest.Named.Where(n => n.Key is not ("attribute" or "default")).ToList();
            if (others.Count > 0)
                throw new JinjaException(
                    JinjaErrorKind.FilterArgumentError,
                    $"Unexpected keyword argument {Repr.Quote(others[0].Key)}"
                );
            var fallback = rest.Named.FirstOrDefault(n => n.Key == "default");
            change = AttributePath.Of(attribute.Value, fallback.Key is null ? CallArguments.NotGiven : fallback.Value);
        }
        else if (rest.Positional.Count == 0)
            throw new JinjaException(JinjaErrorKind.FilterArgumentError, "map requires a filter argument");
        else
        {
            if (!Texts.TryGet(rest.Positional[0], out var name))
                throw PyError.Type("The name of a filter is a str");
            var given = rest.Without(1);
            change = item => context.Filter(name, new CallArguments([item, .. given.Positional], given.Named));
        }
        return new JinjaIterator(Walk(context, arguments).Select(change), "generator");
    }

    private static object? Select(JinjaContext context, CallArguments arguments, int skipped, bool wanted)
    {
        Func<object?, object?> part = item => item;
        if (skipped > 0)
            part =
                arguments.Positional.Count > 1
                    ? AttributePath.Of(arguments.Positional[1])
                    : throw new JinjaException(
                        JinjaErrorKind.FilterArgumentError,
                        "Missing parameter for attribute name"
                    );
        var rest = arguments.Without(1 + skipped);
        Func<object?, bool> test = Truth.Of;
        if (rest.Positional.Count > 0)
        {
            if (!Texts.TryGet(rest.Positional[0], out var name))
                throw PyError.Type("The name of a test is a str");
            var given = rest.Without(1);
            test = item => context.Test(name, new CallArguments([item, .. given.Positional], given.Named));
        }
        return new JinjaIterator(Walk(context, arguments).Where(i => test(part(i)) == wanted), "generator");
    }

    private static IEnumerable<object?> Walk(JinjaContext context, CallArguments arguments) =>
        !Truth.Of(arguments.Positional[0])
            ? []
            : Iteration
                .Of(arguments.Positional[0])
                .Select(item =>
                {
                    context.Rendering.Step();
                    return item;
                });
}
