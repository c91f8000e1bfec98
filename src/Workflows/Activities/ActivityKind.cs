namespace Penstock.Workflows.Activities;

/// <summary>What kind of work an activity is.</summary>
public enum ActivityKind
{
    /// <summary>Runs and ends.</summary>
    Action,

    /// <summary>Can start a workflow.</summary>
    Trigger,

    /// <summary>Long work that runs in the background by default.</summary>
    Job,

    /// <summary>Work that may run in the background.</summary>
    Task,
}
