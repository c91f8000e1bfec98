namespace Penstock.Workflows.Activities;

/// <summary>Marks an activity that ends the container around it; the canvas gives it no way out.</summary>
public interface ITerminalNode;
