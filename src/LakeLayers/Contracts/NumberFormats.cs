using System.Globalization;
using System.Numerics;

namespace Penstock.LakeLayers.Contracts;

/// <summary>The formats of numbers that the standard takes from Rust: how many bits a value may need.</summary>
internal static class NumberFormats
{
    public static IReadOnlyList<string> Integers { get; } =
    ["i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128"];

    public static IReadOnlyList<string> Floats { get; } = ["f32", "f64"];

    /// <summary>The condition of a number that does not fit.</summary>
    public static ValueCondition Breaks(string format)
    {
        var bits = int.Parse(format.AsSpan(1), CultureInfo.InvariantCulture);
        if (format[0] == 'f')
        {
            var type = bits == 32 ? "FLOAT" : "DOUBLE";
            return (value, _) =>
                $"isfinite({value}::DOUBLE) AND coalesce(NOT isfinite(try_cast({value} AS {type})), true)";
        }
        var (least, most) =
            format[0] == 'u'
                ? (BigInteger.Zero, BigInteger.Pow(2, bits) - 1)
                : (-BigInteger.Pow(2, bits - 1), BigInteger.Pow(2, bits - 1) - 1);
        var target = (format[0] == 'u' ? "U" : "") + Name(bits);
        // A whole number that does not go into the type of that many bits; of decimals the bounds tell.
        return (value, type) =>
            TypeNames.IsCovered("integer", type)
                ? $"{value} IS NOT NULL AND try_cast({value} AS {target}) IS NULL"
                : $"{value} < {least}::DOUBLE OR {value} > {most}::DOUBLE";
    }

    private static string Name(int bits) =>
        bits switch
        {
            8 => "TINYINT",
            16 => "SMALLINT",
            32 => "INTEGER",
            64 => "BIGINT",
            _ => "HUGEINT",
        };
}
