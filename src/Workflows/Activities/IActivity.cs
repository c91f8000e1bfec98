using System.Text.Json.Nodes;

namespace Penstock.Workflows.Activities;

/// <summary>
/// An activity of a workflow that runs. One object serves all executions of its node within one run, also at the same time:
/// it holds what the definition says; what belongs to one execution is in the <see cref="ActivityExecutionContext"/>.
/// </summary>
public interface IActivity
{
    /// <summary>Its id in the definition.</summary>
    string Id { get; set; }

    /// <summary>Its ids from the root.</summary>
    string NodeId { get; set; }

    /// <summary>Its name in the definition.</summary>
    string? Name { get; set; }

    /// <summary>Its type name.</summary>
    string Type { get; set; }

    /// <summary>The version of its type.</summary>
    int Version { get; set; }

    /// <summary>What the definition says beyond inputs and outputs, retries for instance.</summary>
    JsonObject CustomProperties { get; set; }

    /// <summary>Runs one execution.</summary>
    ValueTask ExecuteAsync(ActivityExecutionContext context);
}
