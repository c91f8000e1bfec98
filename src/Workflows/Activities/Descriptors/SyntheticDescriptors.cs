using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Describes a workflow that is used as an activity.</summary>
internal static class SyntheticDescriptors
{
    /// <summary>What marks such a descriptor for the Studio.</summary>
    public const string RootType = "RootType";

    public static ActivityDescriptor Of(StoredDefinition stored, DefinitionInfo? published, string typeName)
    {
        var (info, definition) = stored;
        var json = definition.Json;
        return new()
        {
            TypeName = typeName,
            Namespace = "",
            Name = typeName,
            Version = info.Version,
            DisplayName = info.Name,
            Description = info.Description,
            Category = json.Object("options")?.Text("activityCategory") ?? "Workflows",
            IsBrowsable = info.IsPublished,
            Inputs = [.. Own(), .. json.Objects("inputs").Select(Input)],
            Outputs = [.. json.Objects("outputs").Select(Output)],
            Ports = [.. Outcomes(json).Select(o => new PortDescriptor(o, o, PortType.Flow))],
            CustomProperties = new JsonObject
            {
                [RootType] = nameof(WorkflowDefinitionActivity),
                ["WorkflowDefinitionId"] = info.DefinitionId,
                ["WorkflowDefinitionVersionId"] = info.Id,
            },
            ConstructionProperties = new JsonObject
            {
                ["WorkflowDefinitionId"] = info.DefinitionId,
                ["WorkflowDefinitionVersionId"] = info.Id,
                ["LatestAvailablePublishedVersion"] = (published ?? info).Version,
                ["LatestAvailablePublishedVersionId"] = (published ?? info).Id,
            },
            ClrType = typeof(WorkflowDefinitionActivity),
        };
    }

    // The members that say which workflow it is; the class has them as properties.
    private static IEnumerable<InputDescriptor> Own() =>
        ActivityDescriber.Describe(typeof(WorkflowDefinitionActivity)).Inputs;

    private static IEnumerable<string> Outcomes(JsonObject json) =>
        json["outcomes"] is JsonArray array
            ? array.OfType<JsonValue>().Select(o => o.ToString()).Where(o => o.Length > 0)
            : [];

    private static InputDescriptor Input(JsonObject json, int index)
    {
        var argument = ArgumentDefinition.Read(json);
        var hint = json.Text("uiHint") ?? InputUIHints.SingleLine;
        var type = TypeAliases.TypeOf(argument.Type, argument.IsArray);
        return new()
        {
            Name = argument.Name,
            TypeName = argument.IsArray ? $"{argument.Type}[]" : argument.Type,
            DisplayName = json.Text("displayName") ?? Naming.Words(argument.Name),
            Description = json.Text("description"),
            Category = json.Text("category"),
            Order = index,
            IsSynthetic = true,
            IsWrapped = true,
            UiHint = hint,
            DefaultValue = argument.DefaultValue?.DeepClone(),
            DefaultSyntax = InputDescriber.SyntaxFor(hint),
            IsSensitive = argument.IsSecret,
            StorageDriverType = json.Text("storageDriverType"),
            UiSpecifications = UiSpecifications.For(hint, [], null),
            ValueType = type,
        };
    }

    private static OutputDescriptor Output(JsonObject json, int index)
    {
        var argument = ArgumentDefinition.Read(json);
        return new()
        {
            Name = argument.Name,
            TypeName = argument.IsArray ? $"{argument.Type}[]" : argument.Type,
            DisplayName = json.Text("displayName") ?? Naming.Words(argument.Name),
            Description = json.Text("description"),
            Order = index,
            IsSynthetic = true,
        };
    }
}
