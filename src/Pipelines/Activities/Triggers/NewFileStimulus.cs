namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>The files that a New File trigger looks for.</summary>
/// <param name="Connection">The file server.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Include">Patterns of names.</param>
/// <param name="Interval">The time between two looks.</param>
public sealed record NewFileStimulus(
    string Connection,
    string Folder,
    IReadOnlyList<string> Include,
    TimeSpan Interval
);
