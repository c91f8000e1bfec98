using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>The methods of Python's <c>dict</c>.</summary>
internal static class DictMethods
{
    public static object? Find(JinjaDict dict, string name) =>
        name switch
        {
            "get" => new Function(
                name,
                (_, a) =>
                {
                    var bound = a.Bind(name, "key", "default?");
                    return dict.TryGet(bound[0], out var value) ? value : bound[1];
                }
            ),
            "keys" => View(dict, name, d => d.Keys),
            "values" => View(dict, name, d => d.Values),
            "items" => View(dict, name, d => d.Pairs.Select(p => (object?)new JinjaTuple([p.Key, p.Value]))),
            "update" => new Function(name, (_, a) => Update(dict, a)),
            "setdefault" => new Function(
                name,
                (_, a) =>
                {
                    var bound = a.Bind(name, "key", "default?");
                    if (dict.TryGet(bound[0], out var value))
                        return value;
                    dict[bound[0]] = bound[1];
                    return bound[1];
                }
            ),
            "pop" => new Function(
                name,
                (_, a) =>
                {
                    var bound = a.Bind(name, "key", "default?");
                    return dict.Remove(bound[0], out var value) ? value
                        : bound.Has(1) ? bound[1]
                        : throw new JinjaException(JinjaErrorKind.KeyError, Repr.Plain(bound[0]));
                }
            ),
            "popitem" => new Function(
                name,
                (_, _) =>
                {
                    if (dict.Count == 0)
                        throw new JinjaException(JinjaErrorKind.KeyError, "'popitem(): dictionary is empty'");
                    var (key, value) = dict.Pairs.Last();
                    dict.Remove(key, out _);
                    return new JinjaTuple([key, value]);
                }
            ),
            "clear" => new Function(
                name,
                (_, _) =>
                {
                    dict.Clear();
                    return null;
                }
            ),
            "copy" => new Function(name, (_, _) => new JinjaDict(dict.Pairs)),
            "fromkeys" => new Function(
                name,
                (_, a) =>
                {
                    var bound = a.Bind(name, "iterable", "value?");
                    var value = bound[1];
                    return new JinjaDict(Iteration.Of(bound[0]).Select(k => (k, value)));
                }
            ),
            _ => null,
        };

    /// <summary>The pairs of what <c>dict()</c> and <c>update</c> take.</summary>
    public static IEnumerable<(object? Key, object? Value)> PairsOf(object? value)
    {
        if (value is JinjaDict dict)
            return [.. dict.Pairs];
        return Iteration
            .Of(value)
            .Select(
                (item, i) =>
                    Iteration.Of(item).ToList() is [var key, var second]
                        ? (key, second)
                        : throw PyError.Value(
                            $"dictionary update sequence element #{i} has length {Iteration.Length(item)}; 2 is required"
                        )
            );
    }

    private static object? Update(JinjaDict dict, CallArguments arguments)
    {
        if (arguments.Positional.Count > 1)
            throw PyError.Type($"update expected at most 1 argument, got {arguments.Positional.Count}");
        if (arguments.Positional is [var other])
            foreach (var (key, value) in PairsOf(other).ToList())
                dict[key] = value;
        foreach (var (name, value) in arguments.Named)
            dict[name] = value;
        return null;
    }

    private static Function View(JinjaDict dict, string name, Func<JinjaDict, IEnumerable<object?>> items) =>
        new(
            name,
            (_, a) =>
            {
                a.Bind(name);
                return new DictView(dict, name, items);
            }
        );
}
