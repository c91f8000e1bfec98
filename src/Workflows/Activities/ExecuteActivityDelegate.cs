namespace Penstock.Workflows.Activities;

/// <summary>
/// A method of an activity that goes on with an execution. Named, never a lambda, so that another process can go on with it.
/// </summary>
public delegate ValueTask ExecuteActivityDelegate(ActivityExecutionContext context);
