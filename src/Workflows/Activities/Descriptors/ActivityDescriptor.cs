using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>
/// What editors and engine know about an activity type. Written with camel-case names it is the descriptor that Elsa Studio 3.8
/// reads from <c>descriptors/activities</c>.
/// </summary>
public sealed record ActivityDescriptor
{
    /// <summary>Namespace and name: what definitions hold as <c>type</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>The first part of the type name.</summary>
    public required string Namespace { get; init; }

    /// <summary>The last part of the type name.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the type.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The group of the toolbox.</summary>
    public required string Category { get; init; }

    /// <summary>The name in the toolbox.</summary>
    public required string DisplayName { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>What kind of work it is.</summary>
    public ActivityKind Kind { get; init; }

    /// <summary>Whether it runs in the background by default.</summary>
    public bool RunAsynchronously { get; init; }

    /// <summary>Its inputs in order.</summary>
    public IReadOnlyList<InputDescriptor> Inputs { get; init; } = [];

    /// <summary>Its outputs in order.</summary>
    public IReadOnlyList<OutputDescriptor> Outputs { get; init; } = [];

    /// <summary>Its outcomes and slots.</summary>
    public IReadOnlyList<PortDescriptor> Ports { get; init; } = [];

    /// <summary>Members that the Studio looks at.</summary>
    public JsonObject CustomProperties { get; init; } = [];

    /// <summary>Members copied onto a newly dropped activity.</summary>
    public JsonObject ConstructionProperties { get; init; } = [];

    /// <summary>Whether it holds a list of activities.</summary>
    public bool IsContainer { get; init; }

    /// <summary>Whether the toolbox shows it.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>Whether a flowchart starts here.</summary>
    public bool IsStart { get; init; }

    /// <summary>Whether it ends the container around it.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The class that does the work.</summary>
    [JsonIgnore]
    public Type ClrType { get; init; } = null!;
}
