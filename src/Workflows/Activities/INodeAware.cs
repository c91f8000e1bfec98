using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities;

/// <summary>A built-in activity that reads more of its JSON than inputs, outputs and slots: arrows, cases.</summary>
internal interface INodeAware
{
    /// <summary>Called once, after the activities inside were made.</summary>
    /// <param name="node">The activity's node.</param>
    /// <param name="inside">The activities inside, by their JSON.</param>
    void Attach(ActivityNode node, IReadOnlyDictionary<JsonObject, IActivity> inside);
}
