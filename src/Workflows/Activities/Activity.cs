using System.Text.Json.Nodes;

namespace Penstock.Workflows.Activities;

/// <summary>
/// Base of activities that say themselves when they are complete, or that run others. One that ends without having completed,
/// scheduled another activity or asked to wait is a fault. Most activities derive from <see cref="CodeActivity"/>.
/// </summary>
public abstract class Activity : IActivity
{
    /// <inheritdoc/>
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    public string NodeId { get; set; } = "";

    /// <inheritdoc/>
    public string? Name { get; set; }

    /// <inheritdoc/>
    public string Type { get; set; } = "";

    /// <inheritdoc/>
    public int Version { get; set; } = 1;

    /// <inheritdoc/>
    public JsonObject CustomProperties { get; set; } = [];

    /// <summary>Whether returning completes it with the outcome Done, when it scheduled nothing.</summary>
    internal virtual bool CompletesOnReturn => false;

    ValueTask IActivity.ExecuteAsync(ActivityExecutionContext context) => ExecuteAsync(context);

    /// <summary>Does the work. An exception is a fault, after the retries that the definition asks for.</summary>
    protected virtual ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        Execute(context);
        return ValueTask.CompletedTask;
    }

    /// <summary>Does work that needs no waiting.</summary>
    protected virtual void Execute(ActivityExecutionContext context) { }
}
