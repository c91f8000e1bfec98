using System.Diagnostics.CodeAnalysis;

namespace Penstock.Jinja.Values;

/// <summary>Makes the errors that Python would raise.</summary>
internal static class PyError
{
    public static JinjaException Type(string message) => new(JinjaErrorKind.TypeError, message);

    public static JinjaException Value(string message) => new(JinjaErrorKind.ValueError, message);

    public static JinjaException Limit(string message) => new(JinjaErrorKind.Limit, message);

    public static JinjaException Overflow(string message) => new(JinjaErrorKind.OverflowError, message);

    [DoesNotReturn]
    public static object? Operands(string symbol, object? left, object? right) =>
        throw Type($"unsupported operand type(s) for {symbol}: '{PyTypes.NameOf(left)}' and '{PyTypes.NameOf(right)}'");
}
