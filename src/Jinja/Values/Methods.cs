using System.Numerics;
using Penstock.Jinja.Builtins;

namespace Penstock.Jinja.Values;

/// <summary>The methods of Python's own types.</summary>
internal static class Methods
{
    /// <summary>The method or attribute of a value; null: it has none of this name.</summary>
    public static object? Find(object? value, string name)
    {
        var method = value switch
        {
            string or MarkedText or CapturedText => TextMethods.Find(value, name),
            JinjaList list => ListMethods.Find(list, name),
            JinjaTuple tuple => ListMethods.Find(tuple.Items, name),
            JinjaDict dict => DictMethods.Find(dict, name),
            JinjaSet set => SetMethods.Find(set, name),
            long or BigInteger or bool => OfInteger(value!, name),
            double number => OfFloat(number, name),
            _ => null,
        };
        return method;
    }

    private static object? OfInteger(object value, string name) =>
        name switch
        {
            "real" or "numerator" => Numbers.Shrink(Numbers.Big(value)),
            "imag" => 0L,
            "denominator" => 1L,
            "bit_length" => new Function(name, (_, _) => (long)BigInteger.Abs(Numbers.Big(value)).GetBitLength()),
            "conjugate" => new Function(name, (_, _) => Numbers.Shrink(Numbers.Big(value))),
            "is_integer" => new Function(name, (_, _) => true),
            _ => null,
        };

    private static object? OfFloat(double value, string name) =>
        name switch
        {
            "real" => value,
            "imag" => 0.0,
            "is_integer" => new Function(name, (_, _) => double.IsFinite(value) && Math.Floor(value) == value),
            "conjugate" => new Function(name, (_, _) => value),
            _ => null,
        };
}
