namespace Penstock.Jinja.Values;

/// <summary>What <c>cycler()</c> gives: its values in turn.</summary>
internal sealed class Cycler(IReadOnlyList<object?> items) : IHostObject
{
    private int _at;

    public string TypeName => "Cycler";

    public string Text => "<Cycler>";

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "current" => items[_at],
            "items" => new JinjaTuple(items),
            "pos" => (long)_at,
            "next" or "__next__" => new Function(
                "next",
                (_, _) =>
                {
                    var current = items[_at];
                    _at = (_at + 1) % items.Count;
                    return current;
                }
            ),
            "reset" => new Function(
                "reset",
                (_, _) =>
                {
                    _at = 0;
                    return null;
                }
            ),
            _ => CallArguments.NotGiven,
        };
        return value != CallArguments.NotGiven;
    }
}
