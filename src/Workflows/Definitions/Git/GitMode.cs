namespace Penstock.Workflows.Definitions.Git;

/// <summary>Whether definitions of the workflows folder can be changed in the editor.</summary>
public enum GitMode
{
    /// <summary>They change only by their files. The file wins at every start.</summary>
    ReadOnly,

    /// <summary>
    /// They can be changed in the editor too. At start a file that has changed since it was last loaded becomes a new published
    /// version;
    /// one that has not leaves the editor's changes alone.
    /// </summary>
    Editable,
}
