using Penstock.Jinja.Formatting;

namespace Penstock.Jinja.Values;

/// <summary>Python's operators on all types of values.</summary>
internal static class Operators
{
    private const int MaxItems = 4_000_000;

    public static object? Add(object? left, object? right)
    {
        if (Both(left, right))
            return Numbers.Add(left!, right!);
        if (Texts.IsText(left) && Texts.IsText(right))
            return Join(left, right);
        return (left, right) switch
        {
            (JinjaList a, JinjaList b) => new JinjaList(
                Checked(a.Items.Count + (long)b.Items.Count, a.Items.Concat(b.Items))
            ),
            (JinjaTuple a, JinjaTuple b) => new JinjaTuple([.. a.Items, .. b.Items]),
            _ => Fail("+", left, right),
        };
    }

    public static object? Subtract(object? left, object? right) =>
        Both(left, right) ? Numbers.Subtract(left!, right!)
        : left is JinjaSet a && right is JinjaSet b ? new JinjaSet(a.Items.Where(i => !b.Contains(i)))
        : Fail("-", left, right);

    public static object? Multiply(object? left, object? right)
    {
        if (Both(left, right))
            return Numbers.Multiply(left!, right!);
        if (Numbers.IsInteger(left) && !Numbers.IsNumber(right))
            (left, right) = (right, left);
        if (left is Undefined || right is Undefined || !Numbers.IsInteger(right))
            return Fail("*", left, right);
        var big = Numbers.Big(right!);
        var times =
            big < 0 ? 0
            : big > int.MaxValue ? int.MaxValue
            : (int)big;
        if (Texts.TryGet(left, out var text, out var marks))
        {
            Texts.Check(text.Length * (long)times);
            return Texts.Mark(string.Concat(Enumerable.Repeat(text, text.Length == 0 ? 0 : times)), marks);
        }
        return left switch
        {
            JinjaList list => new JinjaList(Repeat(list.Items, times)),
            JinjaTuple tuple => new JinjaTuple([.. Repeat(tuple.Items, times)]),
            _ => Fail("*", left, right),
        };
    }

    public static object? Divide(object? left, object? right) =>
        Both(left, right) ? Numbers.Divide(left!, right!) : Fail("/", left, right);

    public static object? FloorDivide(object? left, object? right) =>
        Both(left, right) ? Numbers.FloorDivide(left!, right!) : Fail("//", left, right);

    public static object? Modulo(object? left, object? right)
    {
        if (Both(left, right))
            return Numbers.Modulo(left!, right!);
        if (Texts.TryGet(left, out var format, out var marks))
            return Texts.Mark(PercentFormat.Apply(format, right), marks | Texts.MarksIn(right));
        return Fail("%", left, right);
    }

    public static object? Power(object? left, object? right) =>
        Both(left, right) ? Numbers.Power(left!, right!) : Fail("** or pow()", left, right);

    public static object? Negate(object? value) => Numbers.IsNumber(value) ? Numbers.Negate(value!) : Unary("-", value);

    public static object? Plus(object? value) =>
        Numbers.IsNumber(value)
            ? value is bool b
                ? (b ? 1L : 0L)
                : value
            : Unary("+", value);

    /// <summary>Refuses a list that would be too long.</summary>
    public static IEnumerable<object?> Checked(long count, IEnumerable<object?> items) =>
        count <= MaxItems ? items : throw PyError.Limit($"A list of {count} items is longer than {MaxItems}");

    private static IEnumerable<object?> Repeat(IReadOnlyList<object?> items, int times)
    {
        IReadOnlyList<object?> copy = [.. items];
        return Checked(
            copy.Count * (long)times,
            copy.Count == 0 ? [] : Enumerable.Repeat(copy, times).SelectMany(i => i)
        );
    }

    private static object Join(object? left, object? right)
    {
        if (left is CapturedText || right is CapturedText)
            return Texts.Concat([left, right]);
        Texts.TryGet(left, out var a, out var marks);
        Texts.TryGet(right, out var b, out var others);
        Texts.Check(a!.Length + (long)b!.Length);
        if (((marks | others) & TextMarks.Markup) != 0)
            return new MarkedText(
                Markup.Escape(left).Value + Markup.Escape(right).Value,
                (marks | others) | TextMarks.Markup
            );
        return Texts.Mark(a + b, marks | others);
    }

    private static bool Both(object? left, object? right) => Numbers.IsNumber(left) && Numbers.IsNumber(right);

    private static object? Unary(string symbol, object? value) =>
        value is Undefined undefined
            ? throw undefined.Fail()
            : throw PyError.Type($"bad operand type for unary {symbol}: '{PyTypes.NameOf(value)}'");

    private static object? Fail(string symbol, object? left, object? right)
    {
        if (left is Undefined u)
            throw u.Fail();
        if (right is Undefined v)
            throw v.Fail();
        if (symbol == "+" && Texts.IsText(left))
            throw PyError.Type($"can only concatenate str (not \"{PyTypes.NameOf(right)}\") to str");
        return PyError.Operands(symbol, left, right);
    }
}
