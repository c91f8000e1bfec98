namespace Penstock.Workflows.Activities.Flow;

/// <summary>An arrow between two activities of a flowchart, by their places in it.</summary>
internal sealed record FlowEdge(int Index, int Source, string Port, int Target)
{
    public bool IsBackward { get; set; }
}
