namespace Penstock.Workflows.Definitions;

/// <summary>Whether a workflow may have several runs at once.</summary>
public enum ActivationStrategy
{
    /// <summary>Any number of runs.</summary>
    AllowAlways,

    /// <summary>One run of a definition at a time; a second is refused and told which one is in its way.</summary>
    Singleton,

    /// <summary>One run of a definition and a correlation id at a time.</summary>
    CorrelatedSingleton,

    /// <summary>One run of a correlation id at a time, whatever its definition.</summary>
    Correlation,
}
