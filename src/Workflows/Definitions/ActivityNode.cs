using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// One activity of a definition, known to the registry or not: a view over its JSON, which is kept as it was read.
/// </summary>
public sealed class ActivityNode
{
    internal ActivityNode(JsonObject json, ActivityNode? parent)
    {
        Json = json;
        Parent = parent;
        Id = json.Text("id") ?? "";
        Type = json.Text("type") ?? "";
        Version = json.Whole("version") ?? 1;
        Name = json.Text("name");
        NodeId = $"{parent?.NodeId ?? "Workflow1"}:{Id}";
        Children = [.. ActivityScan.In(json).Select(child => new ActivityNode(child, this))];
    }

    internal JsonObject Json { get; }

    /// <summary>The activity around it; null for the root.</summary>
    public ActivityNode? Parent { get; }

    /// <summary>Its id, unique in the definition.</summary>
    public string Id { get; }

    /// <summary>Its type name, for instance <c>Elsa.Flowchart</c>.</summary>
    public string Type { get; }

    /// <summary>The version of its type.</summary>
    public int Version { get; }

    /// <summary>Its name, for instance <c>WriteLine1</c>.</summary>
    public string? Name { get; }

    /// <summary>Its ids from the root, joined by colons; the first is the workflow itself: <c>Workflow1:root:a1</c>.</summary>
    public string NodeId { get; }

    /// <summary>Whether it starts the workflow when what it waits for happens; counts for triggers alone.</summary>
    public bool CanStartWorkflow => Json.Object("customProperties")?.Flag("canStartWorkflow") ?? false;

    /// <summary>The activities directly inside it, in document order.</summary>
    public IReadOnlyList<ActivityNode> Children { get; }

    /// <summary>Its variables, when it is a container that declares some.</summary>
    public IEnumerable<VariableDefinition> Variables => Json.Objects("variables").Select(VariableDefinition.Read);

    /// <summary>Its arrows, when it is a flowchart.</summary>
    public IEnumerable<ConnectionDefinition> Connections =>
        Json.Objects("connections").Select(ConnectionDefinition.Read);

    /// <summary>How messages call it.</summary>
    public override string ToString() =>
        Name is null || Name == Id ? $"activity {Id} ({Type})" : $"activity {Name} (id {Id}, {Type})";

    /// <summary>Itself and everything inside, outermost first.</summary>
    public IEnumerable<ActivityNode> SelfAndDescendants() =>
        Children.SelectMany(c => c.SelfAndDescendants()).Prepend(this);
}
