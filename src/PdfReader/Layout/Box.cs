namespace Penstock.PdfReader.Layout;

/// <summary>A box on the page, in points from its upper left corner.</summary>
internal readonly record struct Box(float X, float Y, float Width, float Height);
