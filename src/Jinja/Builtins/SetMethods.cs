using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The methods of Python's <c>set</c> that templates use.</summary>
internal static class SetMethods
{
    public static object? Find(JinjaSet set, string name) =>
        name switch
        {
            "add" => Do(a => set.Add(a.Bind(name, "elem")[0])),
            "discard" => Do(a => set.Remove(a.Bind(name, "elem")[0])),
            "remove" => Do(a =>
            {
                if (!set.Remove(a.Bind(name, "elem")[0]))
                    throw new JinjaException(JinjaErrorKind.KeyError, Repr.Plain(a.Positional[0]));
            }),
            "update" => Do(a =>
            {
                foreach (var item in a.Positional.SelectMany(Iteration.Of).ToList())
                    set.Add(item);
            }),
            "clear" => Do(a => set.Clear()),
            "copy" => Make(a => set.Items),
            "union" => Make(a => set.Items.Concat(a.Positional.SelectMany(Iteration.Of))),
            "intersection" => Make(a => Others(a).Aggregate(set.Items, (all, o) => all.Where(o.Contains))),
            "difference" => Make(a => Others(a).Aggregate(set.Items, (all, o) => all.Where(i => !o.Contains(i)))),
            "symmetric_difference" => Make(a =>
                Others(a)[0] is var other
                    ? set.Items.Where(i => !other.Contains(i)).Concat(other.Items.Where(i => !set.Contains(i)))
                    : []
            ),
            "issubset" => new Function(name, (_, a) => Others(a)[0] is var other && set.Items.All(other.Contains)),
            "issuperset" => new Function(name, (_, a) => Others(a)[0].Items.All(set.Contains)),
            "isdisjoint" => new Function(name, (_, a) => !Others(a)[0].Items.Any(set.Contains)),
            _ => null,
        };

    private static Function Do(Action<CallArguments> action) =>
        new(
            "set",
            (_, a) =>
            {
                action(a);
                return null;
            }
        );

    private static Function Make(Func<CallArguments, IEnumerable<object?>> items) =>
        new("set", (_, a) => new JinjaSet(items(a)));

    private static List<JinjaSet> Others(CallArguments arguments) =>
        [.. arguments.Positional.Select(p => p as JinjaSet ?? new JinjaSet(Iteration.Of(p)))];
}
