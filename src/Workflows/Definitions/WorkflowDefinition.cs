using System.Text.Json.Nodes;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// An Elsa 3 workflow definition. The JSON document is what it is; the members are a view over it, so that whatever this
/// build does not know is kept. Get one from <see cref="DefinitionReader"/>; it does not change afterwards.
/// </summary>
public sealed class WorkflowDefinition
{
    internal WorkflowDefinition(JsonObject json, string? file)
    {
        Json = json;
        File = file;
        Root = new ActivityNode(
            json.Object("root")
                ?? throw new UsageException(
                    "The workflow definition has no root activity",
                    file ?? json.Text("name"),
                    "export it again, or add a \"root\" of type Elsa.Flowchart"
                ),
            null
        );
        Activities = [.. Root.SelfAndDescendants()];
        Variables = [.. json.Objects("variables").Select(VariableDefinition.Read)];
        Inputs = [.. json.Objects("inputs").Select(ArgumentDefinition.Read)];
        Outputs = [.. json.Objects("outputs").Select(ArgumentDefinition.Read)];
        Options = DefinitionOptions.Read(json.Object("options"));
        Hash = NormalizedJson.Hash(json);
    }

    internal JsonObject Json { get; }

    /// <summary>The file it was read from, when it was.</summary>
    public string? File { get; }

    /// <summary>What stays the same over its versions. A file without one is known by its file name.</summary>
    public string DefinitionId =>
        Json.Text("definitionId") ?? Path.GetFileNameWithoutExtension(File) ?? Json.Text("name") ?? "workflow";

    /// <summary>The id of this version.</summary>
    public string Id => Json.Text("id") ?? $"{DefinitionId}-v{Version}";

    /// <summary>Its name for people.</summary>
    public string Name => Json.Text("name") ?? DefinitionId;

    /// <summary>Its version, from 1.</summary>
    public int Version => Json.Whole("version") ?? 1;

    /// <summary>SHA-256 of its normalised JSON: the same for files that differ only in white space and key order.</summary>
    public string Hash { get; }

    /// <summary>The activity that runs: a flowchart as a rule.</summary>
    public ActivityNode Root { get; }

    /// <summary>The root and all activities inside, outermost first.</summary>
    public IReadOnlyList<ActivityNode> Activities { get; }

    /// <summary>Its variables.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; }

    /// <summary>Its inputs.</summary>
    public IReadOnlyList<ArgumentDefinition> Inputs { get; }

    /// <summary>Its outputs.</summary>
    public IReadOnlyList<ArgumentDefinition> Outputs { get; }

    /// <summary>How it runs.</summary>
    public DefinitionOptions Options { get; }

    /// <summary>The whole document; a copy, for writers.</summary>
    public JsonObject ToJson() => Json.DeepClone().AsObject();
}
