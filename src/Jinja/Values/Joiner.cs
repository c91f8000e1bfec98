namespace Penstock.Jinja.Values;

/// <summary>What <c>joiner()</c> gives: nothing at its first call, the separator at each later one.</summary>
internal sealed class Joiner(object? separator) : ICallable
{
    private bool _isUsed;

    public object? Call(JinjaContext context, CallArguments arguments)
    {
        var result = _isUsed ? separator : "";
        _isUsed = true;
        return result;
    }
}
