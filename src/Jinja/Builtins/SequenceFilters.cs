using System.Globalization;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>Filters that take what can be walked.</summary>
internal static class SequenceFilters
{
    private static readonly Comparer<object?> Order = Comparer<object?>.Create(
        (a, b) => Comparison.Order(a, b, "<") ?? 0
    );

    public static void AddTo(Dictionary<string, JinjaFunction> filters)
    {
        filters["list"] = (_, a) => new JinjaList(Iteration.Of(a.Bind("list", "value")[0]));
        filters["first"] = (_, a) =>
            Iteration.Of(a.Bind("first", "seq")[0]).Cast<object?>().DefaultIfEmpty(AllFilters.Nothing("first")).First();
        filters["last"] = (_, a) =>
            Reversed(a.Bind("last", "seq")[0]).DefaultIfEmpty(AllFilters.Nothing("last")).First();
        filters["random"] = (_, a) =>
        {
            List<object?> items = [.. Iteration.Of(a.Bind("random", "seq")[0])];
            return items.Count == 0 ? AllFilters.Nothing("random") : items[Random.Shared.Next(items.Count)];
        };
        filters["join"] = (c, a) => Join(c, a.Bind("join", "value", "d?", "attribute?"));
        filters["sum"] = (_, a) =>
        {
            var bound = a.Bind("sum", "iterable", "attribute?", "start?");
            var part = AttributePath.Of(bound[1]);
            return Iteration.Of(bound[0]).Select(part).Aggregate(bound.Has(2) ? bound[2] : 0L, Operators.Add);
        };
        filters["min"] = (_, a) => Extreme(a.Bind("min", "value", "case_sensitive?", "attribute?"), false);
        filters["max"] = (_, a) => Extreme(a.Bind("max", "value", "case_sensitive?", "attribute?"), true);
        filters["sort"] = (_, a) =>
        {
            var bound = a.Bind("sort", "value", "reverse?", "case_sensitive?", "attribute?");
            var key = AttributePath.Several(bound[3], bound.Flag(2));
            return new JinjaList(Sorting.By(Iteration.Of(bound[0]), key, bound.Flag(1)));
        };
        filters["dictsort"] = (_, a) => DictSort(a.Bind("dictsort", "value", "case_sensitive?", "by?", "reverse?"));
        filters["unique"] = (_, a) =>
        {
            var bound = a.Bind("unique", "value", "case_sensitive?", "attribute?");
            return new JinjaIterator(
                Unique(Iteration.Of(bound[0]), AttributePath.Folded(bound[2], bound.Flag(1))),
                "generator"
            );
        };
        filters["reverse"] = (_, a) => Reverse(a.Bind("reverse", "value")[0]);
        filters["batch"] = (_, a) =>
        {
            var bound = a.Bind("batch", "value", "linecount", "fill_with?");
            return new JinjaIterator(Batch(Iteration.Of(bound[0]), bound.Int(1), bound[2]), "generator");
        };
        filters["slice"] = (_, a) =>
        {
            var bound = a.Bind("slice", "value", "slices", "fill_with?");
            return new JinjaIterator(Slice([.. Iteration.Of(bound[0])], bound.Int(1), bound[2]), "generator");
        };
        filters["groupby"] = (_, a) => GroupBy(a.Bind("groupby", "value", "attribute", "default?", "case_sensitive?"));
        filters["items"] = (_, a) =>
            a.Bind("items", "value")[0] switch
            {
                JinjaDict dict => new JinjaIterator(
                    dict.Pairs.Select(p => (object?)new JinjaTuple([p.Key, p.Value])),
                    "generator"
                ),
                Undefined => new JinjaIterator([], "generator"),
                _ => throw PyError.Type("Can only get item pairs from a mapping."),
            };
    }

    private static object Join(JinjaContext context, BoundArguments arguments)
    {
        var part = AttributePath.Of(arguments[2]);
        var separator = arguments.Has(1) ? Repr.Str(arguments[1]) : "";
        List<object?> parts = [];
        foreach (var item in Iteration.Of(arguments[0]))
        {
            if (parts.Count > 0)
                parts.Add(separator);
            parts.Add(part(item));
            context.Rendering.Step();
        }
        return Texts.Concat(parts);
    }

    private static object? Extreme(BoundArguments arguments, bool isMax)
    {
        List<object?> items = [.. Iteration.Of(arguments[0])];
        if (items.Count == 0)
            return new Undefined("No aggregated item, sequence was empty.");
        var key = AttributePath.Folded(arguments[2], arguments.Flag(1));
        var (best, bestKey) = (items[0], key(items[0]));
        foreach (var item in items.Skip(1))
        {
            var other = key(item);
            if (isMax ? Comparison.Order(other, bestKey, ">") is 1 : Comparison.Order(other, bestKey, "<") is < 0)
                (best, bestKey) = (item, other);
        }
        return best;
    }

    private static JinjaList DictSort(BoundArguments arguments)
    {
        var by = arguments.Text(2, "key");
        if (by is not ("key" or "value"))
            throw new JinjaException(
                JinjaErrorKind.FilterArgumentError,
                "You can only sort by either \"key\" or \"value\""
            );
        if (arguments[0] is not JinjaDict dict)
            throw PyError.Type($"'{PyTypes.NameOf(arguments[0])}' object has no attribute 'items'");
        var fold = AttributePath.Folded(null, arguments.Flag(1));
        var pairs = dict.Pairs.Select(p => (object?)new JinjaTuple([p.Key, p.Value]));
        return new JinjaList(
            Sorting.By(pairs, p => fold(((JinjaTuple)p!).Items[by == "key" ? 0 : 1]), arguments.Flag(3))
        );
    }

    private static IEnumerable<object?> Unique(IEnumerable<object?> items, Func<object?, object?> key)
    {
        HashSet<DictKey> seen = [];
        foreach (var item in items)
            if (seen.Add(new DictKey(key(item))))
                yield return item;
    }

    private static object? Reverse(object? value)
    {
        if (Texts.TryGet(value, out var text, out var marks))
            return Texts.Mark(CodePoints.Reverse(text), marks);
        if (value is null || !Iteration.IsIterable(value))
            throw new JinjaException(JinjaErrorKind.FilterArgumentError, "argument must be iterable");
        return new JinjaIterator(Reversed(value), "list_reverseiterator");
    }

    private static IEnumerable<object?> Reversed(object? value) => Iteration.Of(value).Reverse();

    private static IEnumerable<object?> Batch(IEnumerable<object?> items, int count, object? fill)
    {
        JinjaList? batch = null;
        foreach (var item in items)
        {
            if (batch is not null && batch.Items.Count == count)
            {
                yield return batch;
                batch = null;
            }
            (batch ??= new JinjaList()).Items.Add(item);
        }
        if (batch is null)
            yield break;
        while (fill is not null && batch.Items.Count < count)
            batch.Items.Add(fill);
        yield return batch;
    }

    private static IEnumerable<object?> Slice(List<object?> items, int slices, object? fill)
    {
        if (slices == 0)
            throw new JinjaException(JinjaErrorKind.ZeroDivisionError, "integer division or modulo by zero");
        var (size, more) = (items.Count / slices, items.Count % slices);
        var at = 0;
        for (var i = 0; i < slices; i++)
        {
            var count = size + (i < more ? 1 : 0);
            var slice = new JinjaList(items.GetRange(at, count));
            at += count;
            if (fill is not null && i >= more)
                slice.Items.Add(fill);
            yield return slice;
        }
    }

    private static JinjaList GroupBy(BoundArguments arguments)
    {
        var isSensitive = arguments.Flag(3);
        var part = AttributePath.Of(arguments[1], arguments.Has(2) ? arguments[2] : CallArguments.NotGiven);
        var key = (object? item) => isSensitive ? part(item) : AttributePath.Fold(part(item));
        List<object?> groups = [];
        (object? Key, JinjaList List)? last = null;
        foreach (var item in Sorting.By(Iteration.Of(arguments[0]), key, false))
        {
            var own = key(item);
            if (last is null || !Comparison.AreEqual(last.Value.Key, own))
            {
                last = (own, new JinjaList());
                groups.Add(new JinjaTuple([part(item), last.Value.List]) { Names = ["grouper", "list"] });
            }
            last.Value.List.Items.Add(item);
        }
        return new JinjaList(groups);
    }
}
