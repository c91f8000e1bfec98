using System.Numerics;
using Penstock.Jinja.Values;

namespace Penstock.Jinja;

/// <summary>The values of a function's parameters.</summary>
public readonly struct BoundArguments
{
    private readonly string _function;
    private readonly object?[] _values;

    internal BoundArguments(string function, object?[] values) => (_function, _values) = (function, values);

    /// <summary>The value of a parameter; null for None and for one that was not given.</summary>
    public object? this[int index] => Has(index) ? _values[index] : null;

    /// <summary>Whether it was given.</summary>
    public bool Has(int index) => _values[index] != CallArguments.NotGiven;

    /// <summary>A text.</summary>
    /// <exception cref="JinjaException">TypeError: it is none.</exception>
    public string Text(int index, string fallback = "") =>
        !Has(index) ? fallback
        : Texts.TryGet(_values[index], out var text) ? text
        : throw PyError.Type($"{_function}() needs a str, not {PyTypes.NameOf(_values[index])}");

    /// <summary>A text, or null for None and for one that was not given.</summary>
    public string? TextOrNull(int index) => this[index] is null ? null : Text(index);

    /// <summary>A whole number that fits into 32 bits.</summary>
    public int Int(int index, int fallback = 0) =>
        !Has(index)
            ? fallback
            : _values[index] switch
            {
                long n when n is >= int.MinValue and <= int.MaxValue => (int)n,
                bool b => b ? 1 : 0,
                long or BigInteger => throw new JinjaException(
                    JinjaErrorKind.OverflowError,
                    $"{_function}() was given a number that is too large"
                ),
                Undefined undefined => throw undefined.Fail(),
                var other => throw PyError.Type(
                    $"'{PyTypes.NameOf(other)}' object cannot be interpreted as an integer"
                ),
            };

    /// <summary>Whether a value counts as true.</summary>
    public bool Flag(int index, bool fallback = false) => Has(index) ? Truth.Of(_values[index]) : fallback;
}
