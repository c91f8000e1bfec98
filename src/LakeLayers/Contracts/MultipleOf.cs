using System.Globalization;
using System.Numerics;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// <c>multipleOf</c> as arithmetic of decimal numbers: a DOUBLE stands for its shortest decimal text, so that 4.02 is a multiple
/// of 0.01 and 1.234 is none. Nothing is rounded on the way.
/// </summary>
internal static class MultipleOf
{
    private const int MostDigits = 18;

    /// <summary>The condition of a step; null: it is no number greater than zero of at most 18 digits.</summary>
    public static ValueCondition? Of(YamlScalar step)
    {
        if (
            !decimal.TryParse(step.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number <= 0
        )
            return null;
        int scale = number.Scale;
        var whole = new BigInteger(number * Power(scale));
        while (scale > 0 && whole % 10 == 0)
            (whole, scale) = (whole / 10, scale - 1);
        return whole < BigInteger.Pow(10, MostDigits) && scale <= MostDigits
            ? (value, type) => Condition(value, type, (long)whole, scale)
            : null;
    }

    private static string Condition(string value, string type, long whole, int scale)
    {
        if (type.StartsWith("DECIMAL", StringComparison.Ordinal))
            return OfDecimal(value, ScaleOf(type), whole, scale);
        return type is "DOUBLE" or "FLOAT"
            ? OfFloat(value, type, whole, scale)
            : OfInteger(type == "UHUGEINT" ? value : $"{value}::HUGEINT", type, whole, scale);
    }

    private static string OfInteger(string value, string type, long whole, int scale)
    {
        var divisor = type == "UHUGEINT" ? $"{whole}::UHUGEINT" : $"{whole}::HUGEINT";
        var factor = BigInteger.Pow(10, scale) % whole;
        return $"(({value} % {divisor})::HUGEINT * {factor}::HUGEINT) % {whole}::HUGEINT <> 0";
    }

    // Its digits as a whole number; what has more decimals than the step is no multiple of it.
    private static string OfDecimal(string value, int decimals, long whole, int scale)
    {
        var digits = $"replace({value}::VARCHAR, '.', '')::HUGEINT";
        if (decimals <= scale)
        {
            var factor = BigInteger.Pow(10, scale - decimals) % whole;
            return $"(({digits} % {whole}::HUGEINT) * {factor}::HUGEINT) % {whole}::HUGEINT <> 0";
        }
        var rest = $"{BigInteger.Pow(10, decimals - scale)}::HUGEINT";
        return $"({digits} % {rest} <> 0 OR ({digits} // {rest}) % {whole}::HUGEINT <> 0)";
    }

    private static string OfFloat(string value, string type, long whole, int scale)
    {
        var text = $"{value}::VARCHAR";
        var exact = $"try_cast({text} AS DECIMAL(38,{scale}))";
        // Beyond the digits of a DECIMAL all that is left of the step are its factors other than 2 and 5.
        var others = whole / (long)BigInteger.GreatestCommonDivisor(whole, BigInteger.Pow(10, 21));
        var mantissa = $"replace(split_part({text}, 'e', 1), '.', '')::HUGEINT";
        return $"""
            CASE WHEN {value} IS NULL THEN NULL
                 WHEN NOT isfinite({value}) THEN true
                 WHEN {exact} IS NULL THEN {mantissa} % {others}::HUGEINT <> 0
                 WHEN {exact}::VARCHAR::{type} <> {value} THEN true
                 ELSE (replace({exact}::VARCHAR, '.', '')::HUGEINT % {whole}::HUGEINT) <> 0 END
            """;
    }

    private static int ScaleOf(string type) =>
        int.Parse(
            type.AsSpan(type.IndexOf(',', StringComparison.Ordinal) + 1).TrimEnd(')'),
            CultureInfo.InvariantCulture
        );

    private static decimal Power(int scale)
    {
        var power = 1m;
        for (var i = 0; i < scale; i++)
            power *= 10;
        return power;
    }
}
