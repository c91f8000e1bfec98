namespace Penstock.Workflows.Definitions;

/// <summary>What the fault of one activity does to the rest of the run.</summary>
public enum IncidentStrategy
{
    /// <summary>The run is faulted: activities that run now may end, nothing new starts.</summary>
    Fault,

    /// <summary>Other branches go on; the run ends with its incidents.</summary>
    ContinueWithIncidents,
}
