namespace Penstock.Workflows.Definitions.Store;

/// <summary>A part of a list.</summary>
/// <param name="Items">The part.</param>
/// <param name="TotalCount">How many the whole list has.</param>
public sealed record DefinitionPage(IReadOnlyList<DefinitionInfo> Items, long TotalCount);
