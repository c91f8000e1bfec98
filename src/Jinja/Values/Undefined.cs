namespace Penstock.Jinja.Values;

/// <summary>What has no value. It is written as nothing, is empty and false; most else of it fails.</summary>
public sealed class Undefined
{
    private readonly JinjaErrorKind _kind;

    /// <summary>Something undefined.</summary>
    /// <param name="message">What using it says.</param>
    public Undefined(string message)
        : this(message, JinjaErrorKind.Undefined) { }

    private Undefined(string message, JinjaErrorKind kind) => (Message, _kind) = (message, kind);

    /// <summary>What using it says.</summary>
    public string Message { get; }

    internal static Undefined Name(string name) => new($"'{name}' is undefined");

    internal static Undefined Attribute(object? value, object? name) =>
        new(
            Texts.TryGet(name, out var text)
                ? $"{Describe(value)} has no attribute '{text}'"
                : $"{Describe(value)} has no element {Repr.Plain(name)}"
        );

    internal static Undefined Unsafe(object? value, string name) =>
        new($"access to attribute '{name}' of '{PyTypes.NameOf(value)}' object is unsafe.", JinjaErrorKind.Security);

    internal JinjaException Fail() => new(_kind, Message);

    private static string Describe(object? value) => value is null ? "'None'" : $"'{PyTypes.NameOf(value)} object'";
}
