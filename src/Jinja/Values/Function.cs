namespace Penstock.Jinja.Values;

/// <summary>A function of the host.</summary>
/// <param name="name">Its name.</param>
/// <param name="body">What it does.</param>
public sealed class Function(string name, JinjaFunction body) : ICallable
{
    /// <inheritdoc/>
    public object? Call(JinjaContext context, CallArguments arguments) => body(context, arguments);

    /// <inheritdoc/>
    public override string ToString() => $"<function {name}>";
}
