namespace Penstock.Jinja.Values;

/// <summary>A value that templates can call.</summary>
public interface ICallable
{
    /// <summary>Calls it.</summary>
    object? Call(JinjaContext context, CallArguments arguments);
}
