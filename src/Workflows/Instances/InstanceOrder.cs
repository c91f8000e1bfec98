namespace Penstock.Workflows.Instances;

/// <summary>What a list of runs is ordered by.</summary>
public enum InstanceOrder
{
    /// <summary>When it was asked for.</summary>
    Created,

    /// <summary>When something last happened; for a run that has ended, its end.</summary>
    LastExecuted,

    /// <summary>The same as <see cref="LastExecuted"/>, as newer clients call it.</summary>
    UpdatedAt,

    /// <summary>When it ended; runs that go on come last.</summary>
    Finished,

    /// <summary>Its name.</summary>
    Name,
}
