namespace Penstock.Jinja;

/// <summary>What one rendering may use.</summary>
/// <param name="Steps">Statements, calls and rounds of loops; sixteen characters or items that are made count as one.</param>
/// <param name="Depth">Calls of macros inside each other.</param>
/// <param name="Output">Characters that are written.</param>
/// <param name="Range">Numbers in one <c>range</c>.</param>
public sealed record JinjaLimits(long Steps = 5_000_000, int Depth = 100, int Output = 32_000_000, int Range = 100_000);
