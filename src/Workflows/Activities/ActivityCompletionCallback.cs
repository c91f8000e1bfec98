namespace Penstock.Workflows.Activities;

/// <summary>
/// Told, one at a time for a run, that an activity it scheduled is complete. It must be quick: all branches wait for it.
/// </summary>
public delegate ValueTask ActivityCompletionCallback(ActivityCompletedContext context);
