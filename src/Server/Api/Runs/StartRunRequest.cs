using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Penstock.Server.Api.Runs;

/// <summary>What to run.</summary>
public sealed record StartRunRequest
{
    /// <summary>The definition.</summary>
    [Description("The definition's id, for instance customer-is-king.")]
    public required string DefinitionId { get; init; }

    /// <summary>Which version; the published one when null.</summary>
    [Description("Published (the default), Latest, or the number of a version.")]
    public string? Version { get; init; }

    /// <summary>Values of inputs and variables by name.</summary>
    [Description(
        "Values of inputs and variables by name, for instance {\"date\": \"2026-01-31\"}; an unknown name is refused."
    )]
    public JsonObject? Variables { get; init; }

    /// <summary>What belongs together with other runs.</summary>
    [Description("A text that this run shares with others.")]
    public string? CorrelationId { get; init; }

    /// <summary>The run's name.</summary>
    [Description("A name for people; the workflow's when left out.")]
    public string? Name { get; init; }
}
