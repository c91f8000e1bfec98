using System.Globalization;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Builtins;

/// <summary>What the argument <c>attribute</c> of filters means: <c>a.b</c>, a place in a list, or several of them.</summary>
internal static class AttributePath
{
    public static Func<object?, object?> Of(object? attribute) => Of(attribute, CallArguments.NotGiven);

    public static Func<object?, object?> Of(object? attribute, object? fallback)
    {
        if (attribute is null)
            return item => item;
        List<object?> parts = Texts.TryGet(attribute, out var path)
            ?
            [
                .. path.Split('.')
                    .Select(p =>
                        p.Length > 0 && p.Length < 10 && p.All(char.IsAsciiDigit)
                            ? (object?)long.Parse(p, CultureInfo.InvariantCulture)
                            : p
                    ),
            ]
            : [attribute];
        return item =>
        {
            foreach (var part in parts)
            {
                item = Members.Item(item, part);
                if (fallback != CallArguments.NotGiven && item is Undefined)
                    item = fallback;
            }
            return item;
        };
    }

    public static Func<object?, object?> Folded(object? attribute, bool isCaseSensitive)
    {
        var part = Of(attribute);
        return isCaseSensitive ? part : item => Fold(part(item));
    }

    /// <summary>Of <c>a,b</c> a list of both.</summary>
    public static Func<object?, object?> Several(object? attribute, bool isCaseSensitive)
    {
        if (!Texts.TryGet(attribute, out var text) || !text.Contains(',', StringComparison.Ordinal))
            return Folded(attribute, isCaseSensitive);
        var parts = text.Split(',').Select(p => Folded(p, isCaseSensitive)).ToList();
        return item => new JinjaTuple([.. parts.Select(p => p(item))]);
    }

    public static object? Fold(object? value) =>
        Texts.IsText(value) && Texts.TryGet(value, out var text) ? text.ToLowerInvariant() : value;
}
