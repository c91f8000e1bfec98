namespace Penstock.Jinja.Values;

/// <summary>Ends a macro from inside an expression.</summary>
internal sealed class ReturnSignal(object? value) : Exception
{
    public object? Value { get; } = value;
}
