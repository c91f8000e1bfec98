using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>Sorts as Python does: stable, and only by <c>&lt;</c>.</summary>
internal static class Sorting
{
    private static readonly Comparer<object?> Order = Comparer<object?>.Create(
        (a, b) => Comparison.Order(a, b, "<") ?? 0
    );

    public static IEnumerable<(object? Key, object? Value)> Pairs(JinjaDict dict) =>
        By(dict.Keys, k => k, false).Select(k => (k, dict.TryGet(k, out var value) ? value : null));

    public static IEnumerable<object?> By(IEnumerable<object?> items, Func<object?, object?> key, bool isReversed)
    {
        List<(object? Key, object? Item)> keyed = [.. items.Select(i => (key(i), i))];
        try
        {
            return
            [
                .. (isReversed ? keyed.OrderByDescending(k => k.Key, Order) : keyed.OrderBy(k => k.Key, Order)).Select(
                    k => k.Item
                ),
            ];
        }
        catch (InvalidOperationException e) when (e.InnerException is JinjaException inner)
        {
            throw inner;
        }
    }
}
