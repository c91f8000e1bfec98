namespace Penstock.Jinja.Values;

/// <summary>Attributes and items of values, as the sandbox of Jinja2 gives them.</summary>
internal static class Members
{
    /// <summary><c>value.name</c>: the attribute, else the item.</summary>
    public static object? Attribute(object? value, string name)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (TryAttribute(value, name, out var found))
            return found;
        return TryItem(value, name, out found) ? found : Undefined.Attribute(value, name);
    }

    /// <summary><c>value[key]</c>: the item, else the attribute.</summary>
    public static object? Item(object? value, object? key)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (TryItem(value, key, out var found))
            return found;
        return Texts.TryGet(key, out var name) && TryAttribute(value, name, out found)
            ? found
            : Undefined.Attribute(value, key);
    }

    /// <summary><c>value[start:stop:step]</c>.</summary>
    public static object? Slice(object? value, object? start, object? stop, object? step)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (Texts.TryGet(value, out var text, out var marks))
        {
            if (!CodePoints.IsSimple(text))
                return Texts.Mark(string.Concat(Pick([.. CodePoints.Split(text)])), marks);
            var places = Places(text.Length, start, stop, step);
            return Texts.Mark(
                string.Create(
                    places.Count,
                    (text, places),
                    (span, from) =>
                    {
                        for (var i = 0; i < span.Length; i++)
                            span[i] = from.text[(int)(from.places.First + i * from.places.Step)];
                    }
                ),
                marks
            );
        }
        return value switch
        {
            JinjaList list => new JinjaList(Pick(list.Items)),
            JinjaTuple tuple => new JinjaTuple([.. Pick(tuple.Items)]),
            JinjaRange range => Cut(range),
            _ => Undefined.Attribute(value, "slice"),
        };

        IEnumerable<T> Pick<T>(IReadOnlyList<T> items)
        {
            var (first, by, count) = Places(items.Count, start, stop, step);
            return [.. Enumerable.Range(0, count).Select(i => items[(int)(first + i * by)])];
        }

        JinjaRange Cut(JinjaRange range)
        {
            var (first, by, count) = Places((int)range.Count, start, stop, step);
            var from = range.Start + first * range.Step;
            return new JinjaRange(from, from + count * by * range.Step, by * range.Step);
        }
    }

    private static bool TryAttribute(object? value, string name, out object? found)
    {
        // What Python has on every object is not for templates.
        if (
            name.StartsWith("__", StringComparison.Ordinal)
            && name.EndsWith("__", StringComparison.Ordinal)
            && name.Length > 4
        )
        {
            found = Undefined.Unsafe(value, name);
            return true;
        }
        switch (value)
        {
            case IHostObject host:
                return host.TryGetAttribute(name, out found);
            case Namespace space:
                return space.Attributes.TryGet(name, out found);
            case JinjaTuple { Names: { } names } tuple when names.Contains(name):
                found = tuple.Items[names.ToList().IndexOf(name)];
                return true;
            default:
                found = Methods.Find(value, name);
                return found is not null;
        }
    }

    private static bool TryItem(object? value, object? key, out object? found)
    {
        found = null;
        if (value is JinjaDict dict)
            return key is not (JinjaList or JinjaDict or JinjaSet) && dict.TryGet(key, out found);
        if (value is Namespace space)
            return space.Attributes.TryGet(key, out found);
        if (
            !Numbers.IsInteger(key)
            || value is not (string or MarkedText or CapturedText or JinjaList or JinjaTuple or JinjaRange)
        )
            return false;
        var length = Iteration.Length(value);
        var at = Numbers.Big(key!);
        if (at < 0)
            at += length;
        if (at < 0 || at >= length)
            return false;
        var index = (int)at;
        found = value switch
        {
            JinjaList list => list.Items[index],
            JinjaTuple tuple => tuple.Items[index],
            JinjaRange range => range.At(index),
            _ => Character(value, index),
        };
        return true;
    }

    private static object Character(object? value, int index)
    {
        Texts.TryGet(value, out var text, out var marks);
        var at = CodePoints.ToUtf16(text!, index);
        return Texts.Mark(text!.Substring(at, char.IsHighSurrogate(text[at]) ? 2 : 1), marks);
    }

    private static (long First, long Step, int Count) Places(int length, object? start, object? stop, object? step)
    {
        var by = Number(step) ?? 1;
        if (by == 0)
            throw PyError.Value("slice step cannot be zero");
        var first = Clamp(Number(start) ?? (by > 0 ? 0 : long.MaxValue));
        var last = stop is null ? (by > 0 ? length : -1) : Clamp(Number(stop)!.Value);
        return (first, by, (int)JinjaRange.LengthOf(first, last, by));

        long Clamp(long at)
        {
            if (at < 0)
                at += length;
            return by > 0 ? Math.Clamp(at, 0, length) : Math.Clamp(at, -1, length - 1);
        }
    }

    private static long? Number(object? value) =>
        value switch
        {
            null => null,
            _ when Numbers.IsInteger(value) => (long)
                System.Numerics.BigInteger.Max(
                    System.Numerics.BigInteger.Min(Numbers.Big(value), long.MaxValue / 4),
                    long.MinValue / 4
                ),
            Undefined undefined => throw undefined.Fail(),
            _ => throw PyError.Type("slice indices must be integers or None or have an __index__ method"),
        };
}
