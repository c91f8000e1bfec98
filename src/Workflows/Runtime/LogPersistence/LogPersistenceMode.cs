namespace Penstock.Workflows.Runtime.LogPersistence;

/// <summary>Whether the journal keeps a value.</summary>
public enum LogPersistenceMode
{
    /// <summary>As the level around says: activity, workflow, engine.</summary>
    Inherit,

    /// <summary>It is kept.</summary>
    Include,

    /// <summary>It is left out.</summary>
    Exclude,
}
