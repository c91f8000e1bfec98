namespace Penstock.LakeLayers.Documents;

/// <summary>One page of a PDF.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Width">In points, of the media box.</param>
/// <param name="Height">In points, of the media box.</param>
/// <param name="Text">The text in reading order: a line feed after a line, an empty line after a column or a piece
/// apart.</param>
/// <param name="Words">Its words with their boxes. Empty for a scanned page: its text has to come from character
/// recognition.</param>
/// <param name="ReadBy">The parser that read it, with its version: <c>PdfPig 0.1.16</c>, <c>poppler 22.12.0</c>.</param>
public sealed record PdfPage(
    int Number,
    float Width,
    float Height,
    string Text,
    IReadOnlyList<PdfWord> Words,
    string ReadBy
);
