using System.Globalization;
using Penstock.Core.Errors;

namespace Penstock.Cli;

/// <summary>Ages and sizes as people write them.</summary>
internal static class Quantities
{
    /// <summary><c>90s</c>, <c>30m</c>, <c>12h</c>, <c>7d</c>, <c>2w</c>.</summary>
    /// <exception cref="UsageException">The text is no age.</exception>
    public static TimeSpan Age(string text, string option)
    {
        var (number, unit) = Split(text, option, "7d");
        var one = unit switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            "w" => TimeSpan.FromDays(7),
            _ => throw Wrong(text, option, "7d"),
        };
        return number <= TimeSpan.MaxValue / one / 2 ? one * number : throw Wrong(text, option, "7d");
    }

    /// <summary><c>512KB</c>, <c>128MB</c>, <c>1GB</c>; powers of 1024, as file sizes of tables are given everywhere.</summary>
    /// <exception cref="UsageException">The text is no size.</exception>
    public static long Bytes(string text, string option)
    {
        var (number, unit) = Split(text, option, "128MB");
        var one = unit.ToUpperInvariant() switch
        {
            "B" or "" => 1L,
            "KB" or "KIB" => 1L << 10,
            "MB" or "MIB" => 1L << 20,
            "GB" or "GIB" => 1L << 30,
            _ => throw Wrong(text, option, "128MB"),
        };
        return number <= (1L << 50) / (double)one ? (long)(number * one) : throw Wrong(text, option, "128MB");
    }

    private static (double Number, string Unit) Split(string text, string option, string example)
    {
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        return double.TryParse(
            text.AsSpan(0, digits),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? (number, text[digits..])
            : throw Wrong(text, option, example);
    }

    private static UsageException Wrong(string text, string option, string example) =>
        new($"{option} takes a number with a unit", text, $"{option} {example}");
}
