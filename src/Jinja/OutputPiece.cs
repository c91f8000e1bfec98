namespace Penstock.Jinja;

/// <summary>A part of what a template wrote.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsForeign">Whether it is a value from outside, or was made of one.</param>
/// <param name="Line">The template's line that it begins on.</param>
/// <param name="IsData">Whether it stands in the template as it is, so that its lines are the template's.</param>
public readonly record struct OutputPiece(string Text, bool IsForeign, int Line, bool IsData);
