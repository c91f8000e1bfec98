namespace Penstock.LakeLayers.Documents;

/// <summary>One word of a page and the box around it, in points (1/72 inch) from the page's upper left corner.</summary>
/// <param name="Text">The word.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct PdfWord(string Text, float X, float Y, float Width, float Height);
