namespace Penstock.Workflows.Definitions.Git;

/// <summary>One definition, compared.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">How the sides compare.</param>
/// <param name="File">Its file, when there is one.</param>
/// <param name="Lines">The members that differ: <c>path: in the file -> in the store</c>.</param>
public sealed record GitDifference(
    string DefinitionId,
    string Name,
    GitState State,
    string? File,
    IReadOnlyList<string> Lines
);
