namespace Penstock.Workflows.Activities;

/// <summary>Marks an activity that runs its body again and again; Break ends the nearest one.</summary>
public interface ILoop;
