namespace Penstock.LakeLayers.Documents;

/// <summary>One page of a PDF.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Width">In points, of the media box.</param>
/// <param name="Height">In points, of the media box.</param>
/// <param name="Text">The text in reading order, exactly what <c>pdftotext</c> prints for the page, without the form feed at its end.</param>
/// <param name="Words">Its words with their boxes. Empty for a scanned page: its text has to come from character recognition.</param>
public sealed record PdfPage(int Number, float Width, float Height, string Text, IReadOnlyList<PdfWord> Words);
