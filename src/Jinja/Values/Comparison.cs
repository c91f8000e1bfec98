using System.Numerics;

namespace Penstock.Jinja.Values;

/// <summary>Equality and order as Python has them.</summary>
internal static class Comparison
{
    public static bool AreEqual(object? left, object? right)
    {
        if (left is CapturedText || right is CapturedText)
            return CapturedText.PiecesOf(left).Select(p => p.Text).Aggregate("", string.Concat)
                == CapturedText.PiecesOf(right).Select(p => p.Text).Aggregate("", string.Concat);
        if (Texts.TryGet(left, out var a) && Texts.TryGet(right, out var b))
            return a == b;
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
            return Numbers.Compare(left!, right!) == 0;
        return (left, right) switch
        {
            (null, null) => true,
            (JinjaList x, JinjaList y) => x.Items.Count == y.Items.Count && SameItems(x.Items, y.Items),
            (JinjaTuple x, JinjaTuple y) => x.Items.Count == y.Items.Count && SameItems(x.Items, y.Items),
            (JinjaDict x, JinjaDict y) => x.IsSame(y),
            (JinjaSet x, JinjaSet y) => x.Count == y.Count && x.Items.All(y.Contains),
            (JinjaRange x, JinjaRange y) => x.Count == y.Count && SameItems(x.Items, y.Items),
            (Undefined, Undefined) => true,
            (null, _) or (_, null) => false,
            _ => ReferenceEquals(left, right) || left.Equals(right),
        };
    }

    /// <summary>Less than zero, zero, more than zero; null: one of them is not a number.</summary>
    /// <exception cref="JinjaException">TypeError: they have no order.</exception>
    public static int? Order(object? left, object? right, string symbol)
    {
        if (left is Undefined u)
            throw u.Fail();
        if (right is Undefined v)
            throw v.Fail();
        if (Texts.TryGet(left, out var a) && Texts.TryGet(right, out var b))
            return CodePoints.Compare(a, b);
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
            return Numbers.Compare(left!, right!);
        if (Sequence(left, right) is var (x, y))
        {
            for (var i = 0; i < Math.Min(x.Count, y.Count); i++)
                if (!AreEqual(x[i], y[i]))
                    return Order(x[i], y[i], symbol);
            return x.Count.CompareTo(y.Count);
        }
        throw PyError.Type(
            $"'{symbol}' not supported between instances of '{PyTypes.NameOf(left)}' and '{PyTypes.NameOf(right)}'"
        );
    }

    public static bool IsLess(object? left, object? right) => Order(left, right, "<") < 0;

    /// <summary>Whether <c>in</c> holds.</summary>
    public static bool Contains(object? container, object? value)
    {
        if (container is CapturedText captured)
            return Texts.TryGet(value, out var piece) && captured.Plain.Contains(piece, StringComparison.Ordinal);
        if (Texts.TryGet(container, out var text))
            return Texts.TryGet(value, out var part) ? text.Contains(part, StringComparison.Ordinal)
                : value is Undefined undefined ? throw undefined.Fail()
                : throw PyError.Type($"'in <string>' requires string as left operand, not {PyTypes.NameOf(value)}");
        return container switch
        {
            JinjaDict dict => dict.Contains(value),
            JinjaSet set => set.Contains(value),
            Undefined => false,
            null or bool or long or double or BigInteger => throw PyError.Type(
                $"argument of type '{PyTypes.NameOf(container)}' is not iterable"
            ),
            _ => Iteration.Of(container).Any(item => AreEqual(item, value)),
        };
    }

    private static (IReadOnlyList<object?>, IReadOnlyList<object?>)? Sequence(object? left, object? right) =>
        (left, right) switch
        {
            (JinjaList x, JinjaList y) => (x.Items, y.Items),
            (JinjaTuple x, JinjaTuple y) => (x.Items, y.Items),
            _ => null,
        };

    private static bool SameItems(IEnumerable<object?> left, IEnumerable<object?> right) =>
        left.Zip(right).All(p => AreEqual(p.First, p.Second));
}
