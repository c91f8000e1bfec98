namespace Penstock.LakeLayers.Undo;

/// <summary>What is retracted.</summary>
/// <param name="RunId">The run.</param>
public sealed record UndoOptions(Guid RunId)
{
    /// <summary>Whether it is only told what would be done.</summary>
    public bool DryRun { get; init; }
}
