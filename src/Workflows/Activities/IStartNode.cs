namespace Penstock.Workflows.Activities;

/// <summary>Marks an activity where a flowchart starts; the canvas gives it no way in.</summary>
public interface IStartNode;
