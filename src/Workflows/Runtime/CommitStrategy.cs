using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// When a run commits besides where it has to: <c>options.commitStrategyName</c> of the definition and
/// <c>customProperties.commitStrategyName</c> of an activity, which comes first, with the names of Elsa 3.8. What has to be
/// committed
/// for a run to survive its process is committed under every strategy: the start of the run and of each activity that works,
/// its end
/// before anything that works begins after it, and the suspension and end of the run. Under <c>CommitNever</c> no more than that.
/// </summary>
internal sealed class CommitStrategy
{
    private readonly bool _before;
    private readonly bool _after;

    private CommitStrategy(bool before, bool after) => (_before, _after) = (before, after);

    public static CommitStrategy Of(WorkflowDefinition definition) =>
        definition.Json.Object("options")?.Text("commitStrategyName") switch
        {
            "ActivityExecuting" => new(true, false),
            "ActivityExecuted" => new(false, true),
            _ => new(false, false),
        };

    public bool CommitsBefore(JsonObject customProperties) =>
        Name(customProperties) switch
        {
            "CommitAlways" or "Executing" => true,
            "CommitNever" => false,
            _ => _before,
        };

    public bool CommitsAfter(JsonObject customProperties) =>
        Name(customProperties) switch
        {
            "CommitAlways" or "Executed" => true,
            "CommitNever" => false,
            _ => _after,
        };

    private static string? Name(JsonObject customProperties) => customProperties.Text("commitStrategyName");
}
