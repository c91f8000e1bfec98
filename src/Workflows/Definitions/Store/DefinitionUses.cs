using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Which definitions a definition names: as an activity, or as what an activity starts.</summary>
internal static class DefinitionUses
{
    public const string Member = "workflowDefinitionId";

    /// <summary>The definition ids, each once.</summary>
    public static IReadOnlyList<string> Of(WorkflowDefinition definition) =>
        [.. definition.Activities.Select(a => IdOf(a.Json)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The plain value of a workflow used as an activity, or the literal of an input.</summary>
    public static string? IdOf(JsonObject activity) =>
        activity.Text(Member)
        ?? (
            activity.Object(Member)?.Object("expression") is { } expression
            && expression.Text("type") is null or "Literal"
                ? activity.Object(Member)!.Object("expression")!.Text("value")
                : null
        );
}
