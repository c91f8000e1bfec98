using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The methods of Python's <c>list</c> and <c>tuple</c>.</summary>
internal static class ListMethods
{
    public static object? Find(JinjaList list, string name) =>
        name switch
        {
            "append" => Do("append", a => Grow(list).Add(a.Bind("append", "object")[0])),
            "extend" => Do(
                "extend",
                a =>
                {
                    List<object?> more = [.. Iteration.Of(a.Bind("extend", "iterable")[0])];
                    _ = Operators.Checked(list.Items.Count + (long)more.Count, more);
                    list.Items.AddRange(more);
                }
            ),
            "insert" => Do(
                "insert",
                a =>
                {
                    var bound = a.Bind("insert", "index", "object");
                    Grow(list).Insert(Clamp(bound.Int(0), list.Items.Count), bound[1]);
                }
            ),
            "remove" => Do(
                "remove",
                a =>
                    list.Items.RemoveAt(
                        IndexOf(list.Items, a.Bind("remove", "value")[0], "list.remove(x): x not in list")
                    )
            ),
            "pop" => new Function("pop", (_, a) => Pop(list, a)),
            "clear" => Do("clear", a => list.Items.Clear()),
            "reverse" => Do("reverse", a => list.Items.Reverse()),
            "copy" => new Function("copy", (_, _) => new JinjaList(list.Items)),
            "sort" => new Function("sort", (context, a) => Sort(context, list, a)),
            _ => Find(list.Items, name),
        };

    public static object? Find(IReadOnlyList<object?> items, string name) =>
        name switch
        {
            "count" => new Function(
                "count",
                (_, a) =>
                {
                    var value = a.Bind("count", "value")[0];
                    return items.LongCount(i => Comparison.AreEqual(i, value));
                }
            ),
            "index" => new Function(
                "index",
                (_, a) =>
                {
                    var bound = a.Bind("index", "value", "start?", "stop?");
                    var (from, to) = (Clamp(bound.Int(1), items.Count), Clamp(bound.Int(2, items.Count), items.Count));
                    for (var i = from; i < to; i++)
                        if (Comparison.AreEqual(items[i], bound[0]))
                            return (long)i;
                    throw PyError.Value($"{Repr.Plain(bound[0])} is not in list");
                }
            ),
            _ => null,
        };

    private static Function Do(string name, Action<CallArguments> action) =>
        new(
            name,
            (_, a) =>
            {
                action(a);
                return null;
            }
        );

    private static List<object?> Grow(JinjaList list)
    {
        _ = Operators.Checked(list.Items.Count + 1L, list.Items);
        return list.Items;
    }

    private static object? Pop(JinjaList list, CallArguments arguments)
    {
        var at = arguments.Bind("pop", "index?").Int(0, -1);
        if (list.Items.Count == 0)
            throw new JinjaException(JinjaErrorKind.IndexError, "pop from empty list");
        at = at < 0 ? at + list.Items.Count : at;
        if (at < 0 || at >= list.Items.Count)
            throw new JinjaException(JinjaErrorKind.IndexError, "pop index out of range");
        var item = list.Items[at];
        list.Items.RemoveAt(at);
        return item;
    }

    private static object? Sort(JinjaContext context, JinjaList list, CallArguments arguments)
    {
        if (arguments.Positional.Count > 0)
            throw PyError.Type("sort() takes no positional arguments");
        var bound = arguments.Bind("sort", "key?", "reverse?");
        var key = bound[0];
        list.Replace([
            .. Sorting.By(list.Items, i => key is null ? i : context.Call(key, new CallArguments([i])), bound.Flag(1)),
        ]);
        return null;
    }

    private static int IndexOf(List<object?> items, object? value, string message)
    {
        var at = items.FindIndex(i => Comparison.AreEqual(i, value));
        return at >= 0 ? at : throw PyError.Value(message);
    }

    private static int Clamp(int index, int count) => Math.Clamp(index < 0 ? index + count : index, 0, count);
}
