namespace Penstock.Workflows.Expressions;

/// <summary>Implemented by handlers that need something of the machine.</summary>
public interface IExpressionAvailability
{
    /// <summary>Null when expressions of the type can be evaluated here; else why not, and what to do.</summary>
    string? Unavailable { get; }
}
