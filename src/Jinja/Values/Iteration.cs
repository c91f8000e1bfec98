using System.Numerics;

namespace Penstock.Jinja.Values;

/// <summary>Walks values and counts what is in them.</summary>
internal static class Iteration
{
    /// <exception cref="JinjaException">TypeError: it cannot be walked.</exception>
    public static IEnumerable<object?> Of(object? value)
    {
        if (Texts.TryGet(value, out var text, out var marks))
            return CodePoints.Split(text).Select(c => (object?)Texts.Mark(c, marks));
        return value switch
        {
            JinjaList list => Live(list),
            JinjaTuple tuple => tuple.Items,
            JinjaDict dict => [.. dict.Keys],
            JinjaSet set => [.. set.Items],
            JinjaRange range => range.Items,
            JinjaIterator iterator => iterator,
            DictView view => [.. view.Items],
            LoopContext loop => loop.Rest(),
            Undefined => [],
            _ => throw PyError.Type($"'{PyTypes.NameOf(value)}' object is not iterable"),
        };
    }

    public static long Length(object? value)
    {
        if (value is CapturedText captured)
            return CodePoints.Length(captured.Plain);
        if (Texts.TryGet(value, out var text))
            return CodePoints.Length(text);
        return value switch
        {
            JinjaList list => list.Items.Count,
            JinjaTuple tuple => tuple.Items.Count,
            JinjaDict dict => dict.Count,
            JinjaSet set => set.Count,
            JinjaRange range => range.Count,
            DictView view => view.Count,
            LoopContext loop => loop.Length,
            Undefined => 0,
            _ => throw PyError.Type($"object of type '{PyTypes.NameOf(value)}' has no len()"),
        };
    }

    public static bool IsIterable(object? value) =>
        value is not (null or bool or long or double or BigInteger or ICallable or Namespace)
            && value is not IHostObject
        || value is LoopContext;

    // A list may grow while it is walked.
    private static IEnumerable<object?> Live(JinjaList list)
    {
        for (var i = 0; i < list.Items.Count; i++)
            yield return list.Items[i];
    }
}
